import Ajv, { type ValidateFunction } from "ajv";
import addFormats from "ajv-formats";
import { closedComponents, closedSchema, COMPONENTS_ID } from "./closed-schema";
import { readContract, type Schema } from "./document";
import { type Match, matchOperation } from "./match";
import { type Operation, readOperations } from "./operation";

const ERROR = "Vapi.Std.Errors.Error";

interface Discriminator {
  mapping: Record<string, string>;
}

/** The contract, read once per process: what may be asked and what may be answered. */
export class Contract {
  readonly #document = readContract();
  readonly #operations: Operation[] = readOperations(this.#document);
  /** Not strict: the contract has keywords of its own (`x-source`, ...). */
  readonly #ajv = addFormats(new Ajv({ strict: false, allErrors: true }));
  readonly #validators = new Map<Schema, ValidateFunction>();

  constructor() {
    this.#ajv.addSchema(closedComponents(this.#document));
  }

  operationIds(): string[] {
    return this.#operations.map((operation) => operation.id);
  }

  match(method: string, url: string): Match | null {
    return matchOperation(this.#operations, method, url);
  }

  /** The check of one of the contract's own schemas. */
  validator(schema: Schema): ValidateFunction {
    const known = this.#validators.get(schema);
    const validate = known ?? this.#ajv.compile(closedSchema(this.#document, schema));
    this.#validators.set(schema, validate);
    return validate;
  }

  /** The check of an error body by its type; of an unknown type the check that all errors pass. */
  error(type: string): ValidateFunction {
    const { discriminator } = this.#document.components.schemas[ERROR] as { discriminator?: Discriminator };
    const reference = discriminator?.mapping[type];
    return this.component(reference === undefined ? ERROR : reference.slice(reference.lastIndexOf("/") + 1));
  }

  /** The check of a component by its name. */
  component(name: string): ValidateFunction {
    const validate = this.#ajv.getSchema(`${COMPONENTS_ID}#/components/schemas/${name}`);
    if (validate === undefined) {
      throw new Error(`The contract has no component ${name}`);
    }
    return validate as ValidateFunction;
  }
}

let shared: Contract | null = null;

export function contract(): Contract {
  shared ??= new Contract();
  return shared;
}
