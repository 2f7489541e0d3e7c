// The door through which JupyterLab loads us: a module-federation container, written by hand.
//
// JupyterLab calls `init` with the modules that it shares, then `get` for our plugins. Everything else lies in sibling
// ES modules. The folder must not be called "static": JupyterLab lets browsers keep such files for a year.
(() => {
  const NAME = "clientservice-student";
  const here = new URL(".", document.currentScript.src);
  let scope = {};

  /** One of JupyterLab's own modules. */
  const shared = async (name) => {
    const versions = Object.values(scope[name]);
    return (await versions[0].get())();
  };

  // The kernel boots while the browser still loads JupyterLab.
  import(new URL("early.js", here)).catch((error) => console.warn(error));

  (window._JUPYTERLAB ??= {})[NAME] = {
    init: (given) => { scope = given; },
    get: async () => {
      const { makePlugin } = await import(new URL("plugin.js", here));
      const plugin = await makePlugin(shared);
      return () => ({ __esModule: true, default: plugin });
    },
  };
})();
