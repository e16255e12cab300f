/** Settings of a Node-RED that asks nothing, reaches nothing but loopback and writes only below its userDir. */
export function nodeRedSettings(port: number, userDir: string, nodesDir: string[]): Record<string, unknown> {
  return {
    uiHost: "127.0.0.1",
    uiPort: port,
    userDir,
    nodesDir,
    flowFile: "flows.json",
    credentialSecret: "only-for-tests-and-the-demo",
    lang: "en-US",
    telemetry: { enabled: false, updateNotification: false },
    editorTheme: {
      tours: false,
      palette: { catalogues: [] },
      projects: { enabled: false },
      codeEditor: { lib: "ace" },
    },
    externalModules: {
      autoInstall: false,
      palette: { allowInstall: false, allowUpload: false },
      modules: { allowInstall: false },
    },
    diagnostics: { enabled: false, ui: false },
  };
}
