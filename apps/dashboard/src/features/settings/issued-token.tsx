import { Button, CopyField, Snippet } from "@countersign/ui";

interface IssuedTokenProps {
  readonly token: string;
  /** What to do with it first. */
  readonly label: string;
  /** The shell line for that, given the platform's origin. */
  readonly code: (origin: string) => string;
  readonly onClose: () => void;
}

/** A token, shown this once. */
export function IssuedToken({ token, label, code, onClose }: IssuedTokenProps) {
  const origin = typeof window === "undefined" ? "" : window.location.origin;
  return (
    <div className="mt-3 grid min-w-0 gap-4">
      <CopyField label="Token" value={token} isSecret />
      <Snippet language="Shell" label={label} code={code(origin)} />
      <div className="flex justify-end">
        <Button look="primary" onClick={onClose}>
          I have copied it
        </Button>
      </div>
    </div>
  );
}
