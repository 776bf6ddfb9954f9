export { renderError } from "./error.ts";
export { renderExperiment } from "./experiment.ts";
export { jsonDocument, jsonSchema } from "./json.ts";
export { renderMarkdownTable } from "./markdown.ts";
export { createRace } from "./race.ts";
export { renderList, renderTable } from "./table.ts";
export { renderLedger } from "./ledger.ts";
