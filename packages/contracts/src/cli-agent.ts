/** How the `countersign` command's User-Agent begins: what a person decides with it is recorded so. */
export const CLI_AGENT = "countersign-cli";
