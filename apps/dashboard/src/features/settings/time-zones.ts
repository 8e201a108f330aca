import type { ComboboxOption } from "@countersign/ui";

/** Every time zone this browser knows, with its offset at an instant, so that "utc+2" and "zurich" both find one. */
export function timeZoneOptions(at: Date): ComboboxOption[] {
  const names = new Set(["UTC", ...Intl.supportedValuesOf("timeZone")]);
  return [...names].map((name) => ({ value: name, label: name.replaceAll("_", " "), hint: offsetOf(name, at) }));
}

/** How far a zone is from UTC at an instant: "UTC+02:00". */
export function offsetOf(timeZone: string, at: Date): string {
  const parts = new Intl.DateTimeFormat("en", { timeZone, timeZoneName: "longOffset" }).formatToParts(at);
  const text = parts.find((part) => part.type === "timeZoneName")?.value ?? "GMT";
  return text === "GMT" ? "UTC+00:00" : text.replace("GMT", "UTC");
}
