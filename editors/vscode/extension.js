/**
 * The client of the venvls language server: starts it, shows the environment of the file in front, and
 * offers what has no place in a text. All that is known about Python is known by the server.
 */
"use strict";

const vscode = require("vscode");
const { LanguageClient, RevealOutputChannelOn } = require("vscode-languageclient/node");
const { Environments, summary } = require("./environments");
const { Terminals } = require("./terminals");

const SELECTOR = [
  { scheme: "file", language: "python" },
  { scheme: "file", language: "pip-requirements" },
  { scheme: "file", pattern: "**/{pyproject,pylock,pylock.*}.toml" },
];

/** @type {LanguageClient | undefined} */
let client;

/** @param {vscode.ExtensionContext} context */
async function activate(context) {
  const environments = new Environments();
  const terminals = new Terminals(context);
  const status = vscode.window.createStatusBarItem("venvls.environment", vscode.StatusBarAlignment.Right, 100);
  status.name = "Python environment (venvls)";
  status.command = "venvls.editor.showEnvironment";

  const refresh = () => showStatus(status, environments);
  const start = async () => {
    environments.clear();
    client = makeClient();
    client.onNotification("venvls/didChangeEnvironment", (contract) => {
      // Servers and editors escape URIs differently.
      const scopeUri = vscode.Uri.parse(contract.scopeUri).toString();
      if (!environments.take({ ...contract, scopeUri })) return;
      terminals.show(environments);
      refresh();
    });
    await client.start().catch((error) => void explain(error));
  };
  const restart = async () => {
    await deactivate();
    await start();
  };

  const commands = {
    "venvls.editor.restart": restart,
    "venvls.editor.createEnvironment": () => execute("venvls.createEnvironment"),
    "venvls.editor.sync": () => execute("venvls.sync"),
    "venvls.editor.showEnvironment": () => showEnvironment(environments, terminals),
    "venvls.editor.useInTerminals": () => terminals.want(true, environments),
    "venvls.editor.leaveTerminals": () => terminals.want(false, environments),
  };
  context.subscriptions.push(
    status,
    ...Object.entries(commands).map(([name, run]) => vscode.commands.registerCommand(name, run)),
    vscode.window.onDidChangeActiveTextEditor(refresh),
    vscode.workspace.onDidGrantWorkspaceTrust(restart),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration("venvls.command")) return restart();
    }),
  );
  await start();
  return { environments, terminals, client: () => client };
}

async function deactivate() {
  // A client that could not be started cannot be stopped either.
  if (client?.isRunning()) await client.stop();
}

function makeClient() {
  const [command, ...args] = vscode.workspace.getConfiguration("venvls").get("command", ["venvls", "server"]);
  return new LanguageClient(
    "venvls",
    "venvls",
    { command, args },
    {
      documentSelector: SELECTOR,
      initializationOptions: { trusted: vscode.workspace.isTrusted },
      revealOutputChannelOn: RevealOutputChannelOn.Never,
    },
  );
}

/**
 * Say what to do when the server could not be started. The commands stay, so that it can be tried again.
 * @param {Error} error
 */
async function explain(error) {
  const settings = "Open Settings";
  const message = `venvls could not be started: ${error.message}`;
  if ((await vscode.window.showErrorMessage(message, settings)) === settings) {
    await vscode.commands.executeCommand("workbench.action.openSettings", "venvls.command");
  }
}

/**
 * Run a command of the server about the file in front, or about the first folder.
 * @param {string} command
 */
async function execute(command) {
  const inFront = fileInFront();
  if (!inFront || !client) return;
  const uri = client.code2ProtocolConverter.asUri(inFront);
  await client.sendRequest("workspace/executeCommand", { command, arguments: [{ uri }] });
}

/** @returns {vscode.Uri | undefined} */
function fileInFront() {
  const uri = vscode.window.activeTextEditor?.document.uri;
  return uri?.scheme === "file" ? uri : vscode.workspace.workspaceFolders?.[0]?.uri;
}

/**
 * @param {vscode.StatusBarItem} status
 * @param {Environments} environments
 */
function showStatus(status, environments) {
  const uri = fileInFront();
  const contract = uri && environments.of(uri.toString());
  if (!contract) {
    status.hide();
    return;
  }
  status.text = contract.state === "ready" ? `$(package) ${summary(contract)}` : `$(warning) ${summary(contract)}`;
  status.tooltip = [contract.interpreter ?? contract.reason, ...contract.why].filter(Boolean).join("\n");
  status.show();
}

/**
 * Show why this environment was chosen, and offer what can be done with it.
 * @param {Environments} environments
 * @param {Terminals} terminals
 */
async function showEnvironment(environments, terminals) {
  const uri = fileInFront();
  const contract = uri && environments.of(uri.toString());
  if (!contract) {
    void vscode.window.showInformationMessage("no environment is known for this file");
    return;
  }
  const toggle = terminals.wanted
    ? { label: "Leave new terminals as they are", command: "venvls.editor.leaveTerminals" }
    : { label: "Use it in new terminals", command: "venvls.editor.useInTerminals" };
  const create = { label: "Create an environment", command: "venvls.editor.createEnvironment" };
  const chosen = await vscode.window.showQuickPick([contract.state === "ready" ? toggle : create], {
    title: `${summary(contract)}: ${contract.interpreter ?? contract.reason ?? ""}`,
    placeHolder: contract.why.join(", "),
  });
  if (chosen) await vscode.commands.executeCommand(chosen.command);
}

module.exports = { activate, deactivate };
