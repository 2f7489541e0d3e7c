// One card in JupyterLab's launcher and one command. The marking page itself is a page of its own, in a tab of its own.
// A module-federation container, written by hand, as that of the student mode.
(() => {
  const NAME = "clientservice-marking";
  const COMMAND = `${NAME}:open`;
  const ICON = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" fill="none" class="jp-icon3" stroke="currentColor" stroke-width="2" '
    + 'stroke-linecap="round" stroke-linejoin="round"><path d="M4 20h4L19 9l-4-4L4 16z M13 7l4 4"/></svg>';
  let scope = {};

  /** One of JupyterLab's own modules. */
  const shared = async (name) => {
    const versions = Object.values(scope[name]);
    return (await versions[0].get())();
  };

  async function makePlugin() {
    const [launcher, translation, coreutils, icons] = await Promise.all(
      ["@jupyterlab/launcher", "@jupyterlab/translation", "@jupyterlab/coreutils", "@jupyterlab/ui-components"].map(shared));
    const address = coreutils.URLExt.join(coreutils.PageConfig.getBaseUrl(), "clientservice", "marking");
    const icon = new icons.LabIcon({ name: `${NAME}:pencil`, svgstr: ICON });
    return {
      id: `${NAME}:plugin`,
      autoStart: true,
      optional: [launcher.ILauncher, translation.ITranslator],
      activate: async (app, cards, translator) => {
        const asked = await fetch(`${address}/words?lang=${(translator?.languageCode ?? "en").slice(0, 2)}`);
        if (!asked.ok) return; // a server without the page
        const words = await asked.json();
        const execute = () => { window.open(address, "_blank", "noopener"); };
        app.commands.addCommand(COMMAND, { ...words, icon, execute });
        cards?.add({ command: COMMAND, category: "Other", rank: 0 });
      },
    };
  }

  (window._JUPYTERLAB ??= {})[NAME] = {
    init: (given) => { scope = given; },
    get: async () => {
      const plugin = await makePlugin();
      return () => ({ __esModule: true, default: plugin });
    },
  };
})();
