export { verdictOf } from "./experiment.ts";
export { shapeOf } from "./shape.ts";
