export default { render: csComputed("value", "gauge") };
