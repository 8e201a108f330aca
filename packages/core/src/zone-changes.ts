import { type CalendarWindow, calendarWindows, type WindowKind, type WindowPair, windowAt } from "./windows.ts";

/** A time zone that was left. */
export interface EarlierZone {
  /** IANA name. */
  readonly zone: string;
  /** UTC ms. */
  readonly untilMs: number;
}

/** The zone that windows are cut in, and those before it, oldest first. */
export interface TimeZones {
  readonly present: string;
  readonly earlier: readonly EarlierZone[];
}

/** From an instant on, windows are cut in a zone. */
interface Span {
  readonly zone: string;
  readonly fromMs: number;
}

type CutKind = "day" | "week" | "month";

/** Changes longer ago than this have no window left that they cut short. */
export const ZONE_MEMORY_MS = 70 * 86_400_000;

const latest = new WeakMap<TimeZones, Map<CutKind, WindowPair>>();

/**
 * The window that holds `nowMs` and the next one, where the zone may have changed: the window that runs at a change ends
 * as it was cut, and only then the new zone's begin, the first of them cut short. Throws RangeError for an unknown zone.
 */
export function zonedWindows(kind: WindowKind, zones: TimeZones, nowMs: number): WindowPair {
  const { present, earlier } = zones;
  const isCut = kind === "day" || kind === "week" || kind === "month";
  if (!isCut || !earlier.some(({ untilMs }) => untilMs > nowMs - ZONE_MEMORY_MS)) {
    return calendarWindows(kind, present, nowMs);
  }
  const known = latest.get(zones)?.get(kind);
  if (known && isWithin(known.present, nowMs)) return known;
  const spans = spansOf(kind, zones);
  const now = windowIn(spans, kind, nowMs);
  const pair = { present: now, next: now.endMs === null ? null : windowIn(spans, kind, now.endMs) };
  const pairs = latest.get(zones) ?? new Map<CutKind, WindowPair>();
  latest.set(zones, pairs.set(kind, pair));
  return pair;
}

function isWithin({ startMs, endMs }: CalendarWindow, atMs: number): boolean {
  return startMs <= atMs && (endMs === null || atMs < endMs);
}

function spansOf(kind: CutKind, { present, earlier }: TimeZones): readonly Span[] {
  const [first] = earlier;
  let spans: readonly Span[] = [{ zone: first?.zone ?? present, fromMs: Number.NEGATIVE_INFINITY }];
  earlier.forEach(({ untilMs }, index) => {
    const zone = earlier[index + 1]?.zone ?? present;
    const fromMs = windowIn(spans, kind, untilMs).endMs ?? untilMs;
    // One that was still to begin never does.
    spans = [...spans.filter((span) => span.fromMs < fromMs), { zone, fromMs }];
  });
  return spans;
}

function windowIn(spans: readonly Span[], kind: CutKind, atMs: number): CalendarWindow {
  const place = spans.findLastIndex(({ fromMs }) => fromMs <= atMs);
  const span = spans[place];
  if (!span) throw new RangeError("no zone is known for an instant");
  const window = windowAt(kind, span.zone, atMs);
  const before = spans[place - 1];
  if (!before) return window;
  // A name that stood for a window of the zone before would go on with its count.
  const isTaken = window.id <= windowAt(kind, before.zone, span.fromMs - 1).id;
  const isShort = window.startMs < span.fromMs;
  if (!isTaken && !isShort) return window;
  return { ...window, id: `${window.id}@${span.fromMs}`, startMs: Math.max(window.startMs, span.fromMs) };
}
