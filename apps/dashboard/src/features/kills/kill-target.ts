/** What a kill switch stops. */
export interface KillTarget {
  readonly kind: "organization" | "agent" | "instance" | "connection" | "key";
  readonly id: string;
  /** As people call it. */
  readonly name: string;
}
