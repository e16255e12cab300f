/** An error answer as vCenter words it (contract: Vapi.Std.Errors.Error). */

export interface Message {
  id: string;
  default_message: string;
  args: string[];
}

export interface VapiErrorFields {
  status: number;
  type: string;
  messages: Message[];
  data?: Record<string, unknown>;
  challenge?: string;
  /** The error may stand outside the operation's published list. */
  mayBeUndeclared?: boolean;
}

export class VapiError extends Error {
  readonly fields: VapiErrorFields;

  constructor(fields: VapiErrorFields) {
    super(`${String(fields.status)} ${fields.type}: ${fields.messages[0]?.default_message ?? ""}`);
    this.name = "VapiError";
    this.fields = fields;
  }
}

export function message(id: string, text: string, ...args: string[]): Message {
  return { id, default_message: text, args };
}

/** An error that any operation may answer, from the infrastructure in front of it: CONTRACT.md section 4. */
export function infrastructureError(status: number, type: string, id: string, text: string): VapiError {
  return new VapiError({ status, type, messages: [message(id, text)], mayBeUndeclared: true });
}
