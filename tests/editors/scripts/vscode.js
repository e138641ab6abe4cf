/**
 * The main job in VS Code's extension host, with the extension of `editors/vscode/`: `run` is called by VS Code
 * itself (`extensionTestsPath`), and what is logged comes back to the driver.
 */
"use strict";

const assert = require("node:assert/strict");
const vscode = require("vscode");

const FIX = "Install `PyYAML` and add it to `requirements.txt`";

async function until(what, get, limit = 30000) {
  for (const end = Date.now() + limit; Date.now() < end; await new Promise((wake) => setTimeout(wake, 25))) {
    const value = await get();
    if (value) return value;
  }
  throw new Error(`timed out: ${what}`);
}

function ok(step) {
  console.log(`ok: ${step}`);
}

function inProject(name) {
  return vscode.Uri.joinPath(vscode.workspace.workspaceFolders[0].uri, name);
}

async function open(name) {
  const document = await vscode.workspace.openTextDocument(inProject(name));
  return vscode.window.showTextDocument(document);
}

function said(uri, code) {
  return vscode.languages.getDiagnostics(uri).find((each) => (each.code?.value ?? each.code) === code);
}

async function typeLine(editor, row, text) {
  await editor.edit((edit) => edit.replace(editor.document.lineAt(row).range, text));
  return new vscode.Position(row, text.length);
}

async function completed(uri, position) {
  const list = await vscode.commands.executeCommand("vscode.executeCompletionItemProvider", uri, position);
  return list.items.map((item) => (typeof item.label === "string" ? item.label : item.label.label));
}

async function run() {
  const extension = vscode.extensions.getExtension("venvls.venvls");
  const { environments, terminals, client } = await extension.activate();

  const editor = await open("requirements.txt");
  const manifest = editor.document;
  const before = manifest.getText();
  assert.equal(manifest.languageId, "pip-requirements");
  await until("the environment", () => environments.of(manifest.uri.toString())?.state === "ready");
  ok("the environment is told");

  await until("unknown-project", () => said(manifest.uri, "unknown-project"));
  ok("diagnostic");

  const afterName = await typeLine(editor, 1, "req");
  await until("a name", async () => (await completed(manifest.uri, afterName)).includes("requests"));
  ok("a project is completed");

  const afterOperator = await typeLine(editor, 1, "requests==");
  await until("a version", async () => {
    const labels = await completed(manifest.uri, afterOperator);
    return labels.includes("2.32.3") && labels.includes("2.31.0");
  });
  ok("a version is completed");

  await typeLine(editor, 1, "requests==2.31.0");
  await until("hover", async () => {
    const place = new vscode.Position(1, 2);
    const hovers = await vscode.commands.executeCommand("vscode.executeHoverProvider", manifest.uri, place);
    return hovers.some((hover) => hover.contents.some((each) => each.value.includes("HTTP for people")));
  });
  ok("hover");
  await typeLine(editor, 1, before.split("\n")[1]);
  assert.equal(manifest.getText(), before);
  await manifest.save();

  const app = (await open("app.py")).document;
  const unresolved = await until("unresolved-import", () => said(app.uri, "unresolved-import"));
  ok("unresolved import");

  const action = await until("the fix", async () => {
    const place = unresolved.range;
    const actions = await vscode.commands.executeCommand("vscode.executeCodeActionProvider", app.uri, place);
    return actions.find((each) => each.title === FIX);
  });
  await vscode.commands.executeCommand(action.command.command, ...action.command.arguments);
  await until("the manifest edit", () => manifest.getText() === `${before}PyYAML\n`, 60000);
  ok("installed and declared");

  await until("the diagnostic to go", () => !said(app.uri, "unresolved-import"));
  ok("nothing is unresolved");

  await open("requirements.txt");
  await vscode.commands.executeCommand("undo");
  await until("undo", () => manifest.getText() === before);
  await manifest.save();
  ok("undone");

  const workspaceFolder = vscode.workspace.workspaceFolders[0];
  const variable = () => terminals.variables.getScoped({ workspaceFolder }).get("VIRTUAL_ENV");
  assert.equal(variable(), undefined);
  await vscode.commands.executeCommand("venvls.editor.useInTerminals");
  assert.equal(variable().value, inProject(".venv").fsPath);
  await vscode.commands.executeCommand("venvls.editor.leaveTerminals");
  assert.equal(variable(), undefined);
  ok("terminals");

  await client().stop();
  ok("stopped");
}

module.exports = { run };
