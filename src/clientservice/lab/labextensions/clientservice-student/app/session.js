// Ask the server to start a notebook's kernel. JupyterLab finds the session by its path and joins it.

export async function startSession(path) {
  const { baseUrl, token } = JSON.parse(document.getElementById("jupyter-config-data").textContent);
  const xsrf = /(?:^|;\s*)_xsrf=([^;]+)/.exec(document.cookie)?.[1];
  const answer = await fetch(new URL("api/sessions", new URL(baseUrl, location.href)), {
    method: "POST",
    credentials: "same-origin",
    headers: {
      "Content-Type": "application/json",
      ...(xsrf ? { "X-XSRFToken": decodeURIComponent(xsrf) } : {}),
      ...(token ? { Authorization: `token ${token}` } : {}),
    },
    body: JSON.stringify({ path, name: path.split("/").at(-1), type: "notebook", kernel: { name: "python3" } }),
  });
  if (!answer.ok) throw new Error(`api/sessions: ${answer.status}`);
}
