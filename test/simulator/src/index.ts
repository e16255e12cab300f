export { type Address, type Simulator, type SimulatorOptions, startSimulator } from "./start";
export type { Family } from "./model/vm";
