/** What is wrong with an export, and the first record it is wrong from. */
export interface ExportFault {
  readonly kind:
    | "format"
    | "key"
    | "signature"
    | "edited"
    | "missing"
    | "inserted"
    | "reordered"
    | "truncated"
    | "other_organization"
    | "tree";
  /** The sequence of the first bad record, where one can be named. */
  readonly sequence: string | null;
  readonly recordId: string | null;
  readonly message: string;
}

/** Where a fault is. */
export interface FaultPlace {
  readonly sequence?: string;
  readonly recordId?: string;
}

/** Ends the reading of an export with a fault. */
export class Fault extends Error {
  readonly fault: ExportFault;
  constructor(kind: ExportFault["kind"], message: string, at: FaultPlace = {}) {
    super(message);
    this.fault = { kind, message, sequence: at.sequence ?? null, recordId: at.recordId ?? null };
  }
}
