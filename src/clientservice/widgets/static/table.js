export default { render: csComputed("table", "table") };
