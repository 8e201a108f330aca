"use client";

import { Button, CopyField } from "@countersign/ui";

interface WebhookSecretProps {
  readonly secret: string;
  readonly onClose: () => void;
}

/** The secret that signs a webhook's requests, shown this once. */
export function WebhookSecret({ secret, onClose }: WebhookSecretProps) {
  return (
    <div className="mt-3 grid min-w-0 gap-4">
      <CopyField label="Secret" value={secret} isSecret />
      <p className="muted m-0">
        Give it to your receiver. It checks <span className="mono">webhook-signature</span> with it, refuses a{" "}
        <span className="mono">webhook-timestamp</span> that is minutes off, and takes each{" "}
        <span className="mono">webhook-id</span> once.
      </p>
      <div className="flex justify-end">
        <Button look="primary" onClick={onClose}>
          I have copied it
        </Button>
      </div>
    </div>
  );
}
