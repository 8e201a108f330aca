import { Button, ErrorState } from "@countersign/ui";
import { refusalIn } from "./refusal-in.ts";

interface QueryErrorProps {
  readonly error: unknown;
  readonly onRetry: () => void;
  /** 1 where it takes the place of the page. */
  readonly level?: 1 | 2;
}

/** Why a part of the page couldn't be loaded, and what to do. */
export function QueryError({ error, onRetry, level = 2 }: QueryErrorProps) {
  const answer = refusalIn(error);
  return (
    <ErrorState
      level={level}
      title={answer?.title ?? "The dashboard's server didn't answer"}
      action={<Button onClick={onRetry}>Try again</Button>}
    >
      {answer?.detail ?? "Your agents are not affected: calls are decided by the gateway. Check your network."}
    </ErrorState>
  );
}
