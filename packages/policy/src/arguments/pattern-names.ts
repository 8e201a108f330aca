import { RE2JS } from "@bufbuild/re2";
import type { JsonValue } from "@countersign/core";

const MAX_PATTERN = 512;
const MAX_NAME = 1_024;

/** Members whose names match a pattern of an upstream's schema. Matching takes linear time, whatever the pattern. */
export class PatternNames {
  readonly schema: JsonValue;
  private readonly pattern: RE2JS | null;

  constructor(pattern: string, schema: JsonValue) {
    this.schema = schema;
    this.pattern = schema === false ? null : compile(pattern);
  }

  /** False too for a pattern that can't be read: then it declares nothing. */
  matches(name: string): boolean {
    return this.pattern !== null && name.length <= MAX_NAME && this.pattern.test(name);
  }
}

function compile(pattern: string): RE2JS | null {
  if (pattern.length > MAX_PATTERN) return null;
  try {
    return RE2JS.compile(pattern);
  } catch {
    return null;
  }
}
