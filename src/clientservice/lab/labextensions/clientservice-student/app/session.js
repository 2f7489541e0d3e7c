// What the page asks the server before JupyterLab can, or besides it.

export const config = JSON.parse(document.getElementById("jupyter-config-data").textContent);

export function headers() {
  const xsrf = /(?:^|;\s*)_xsrf=([^;]+)/.exec(document.cookie)?.[1];
  return {
    "Content-Type": "application/json",
    ...(xsrf ? { "X-XSRFToken": decodeURIComponent(xsrf) } : {}),
    ...(config.token ? { Authorization: `token ${config.token}` } : {}),
  };
}

/** Ask the server to start a notebook's kernel. JupyterLab finds the session by its path and joins it. */
export async function startSession(path) {
  const answer = await fetch(new URL("api/sessions", new URL(config.baseUrl, location.href)), {
    method: "POST",
    credentials: "same-origin",
    headers: headers(),
    body: JSON.stringify({ path, name: path.split("/").at(-1), type: "notebook", kernel: { name: "python3" } }),
  });
  if (!answer.ok) throw new Error(`api/sessions: ${answer.status}`);
}
