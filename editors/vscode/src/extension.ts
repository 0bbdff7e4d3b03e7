// Starts `vaultlint server` and connects it to VS Code. Everything that vaultlint knows is in the server.
import * as vscode from "vscode";
import { LanguageClient, LanguageClientOptions, ServerOptions } from "vscode-languageclient/node";

const INSTALL = "https://github.com/vaultlint/vaultlint/blob/main/docs/editors.md";

let client: LanguageClient | undefined;

function makeClient(): LanguageClient {
  const settings = vscode.workspace.getConfiguration("vaultlint");
  const server: ServerOptions = {
    command: settings.get<string>("path") || "vaultlint",
    args: ["server", ...settings.get<string[]>("arguments", [])],
  };
  const options: LanguageClientOptions = {
    documentSelector: [
      { scheme: "file", language: "markdown" },
      { scheme: "file", pattern: "**/*.canvas" },
    ],
    diagnosticCollectionName: "vaultlint",
    initializationOptions: { backlinks: settings.get<boolean>("backlinks", false) },
  };
  return new LanguageClient("vaultlint", "vaultlint", server, options);
}

async function start(): Promise<void> {
  client = makeClient();
  try {
    await client.start();
  } catch (error) {
    client = undefined;
    const answer = await vscode.window.showErrorMessage(
      `vaultlint did not start (${error instanceof Error ? error.message : error}). Is it installed, and on the PATH?`,
      "How to install it",
      "Settings",
    );
    if (answer === "Settings") {
      await vscode.commands.executeCommand("workbench.action.openSettings", "vaultlint.path");
    } else if (answer) {
      await vscode.env.openExternal(vscode.Uri.parse(INSTALL));
    }
  }
}

async function stop(): Promise<void> {
  const running = client;
  client = undefined;
  await running?.stop();
}

export async function activate(context: vscode.ExtensionContext): Promise<void> {
  const restart = async (): Promise<void> => {
    await stop();
    await start();
  };
  context.subscriptions.push(
    vscode.commands.registerCommand("vaultlint.restart", restart),
    vscode.commands.registerCommand("vaultlint.fixCurrentNote", async () => {
      const uri = vscode.window.activeTextEditor?.document.uri.toString();
      if (uri && client) {
        await client.sendRequest("workspace/executeCommand", { command: "vaultlint.fixNote", arguments: [uri] });
      }
    }),
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration("vaultlint")) {
        void restart();
      }
    }),
    vscode.workspace.onDidGrantWorkspaceTrust(restart),
  );
  await start();
}

export async function deactivate(): Promise<void> {
  await stop();
}
