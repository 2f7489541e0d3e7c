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

/** The address of something on this server. */
export function addressOf(path) {
  return new URL(path, new URL(config.baseUrl, location.href)).href;
}

/** Ask the server; gives what it answers. Rejects with its reason. */
export async function ask(path, options = {}) {
  const answer = await fetch(addressOf(path), { credentials: "same-origin", headers: headers(), ...options });
  if (answer.ok) return answer.json();
  const { message } = await answer.json().catch(() => ({}));
  throw new Error(message ?? `${path}: ${answer.status}`);
}

/** Ask the server to start a notebook's kernel. JupyterLab finds the session by its path and joins it. */
export function startSession(path) {
  const body = JSON.stringify({ path, name: path.split("/").at(-1), type: "notebook", kernel: { name: "python3" } });
  return ask("api/sessions", { method: "POST", body });
}
