import { TimeText, VisibleText } from "@countersign/ui";
import type { HeldCall, InFlightView } from "#server/views/kill.ts";

const SHOWN = 6;

/** Calls in flight and approvals that wait: what a stop would meet. */
export function InFlightList({ held }: { readonly held: InFlightView }) {
  const { calls, approvals } = held;
  return (
    <div className="grid gap-3">
      <HeldCalls
        title={
          calls === null
            ? "Calls in flight can't be told now"
            : counted(calls.length, "call in flight", "calls in flight")
        }
        held={calls ?? []}
      />
      <HeldCalls title={counted(approvals.length, "approval waiting", "approvals waiting")} held={approvals} />
    </div>
  );
}

function counted(count: number, one: string, many: string): string {
  return count === 0 ? `No ${many}` : `${count} ${count === 1 ? one : many}`;
}

function HeldCalls({ title, held }: { readonly title: string; readonly held: readonly HeldCall[] }) {
  return (
    <section aria-label={title}>
      <h3 className="m-0 text-[14px] font-medium">{title}</h3>
      {held.length === 0 ? null : (
        <ul className="m-0 mt-1 list-none p-0">
          {held.slice(0, SHOWN).map((call) => (
            <li key={call.id} className="flex flex-wrap gap-x-3 border-t py-1">
              <span className="mono">{call.operation}</span>
              <span className="mono muted min-w-0 truncate">
                <VisibleText>{call.summary}</VisibleText>
              </span>
              <span className="faint ml-auto">
                {call.agentName} / {call.instanceName}, since <TimeText at={call.since} />
              </span>
            </li>
          ))}
          {held.length > SHOWN ? <li className="label border-t py-1">and {held.length - SHOWN} more</li> : null}
        </ul>
      )}
    </section>
  );
}
