const LEAST_CHARACTERS = 12;
const LONGEST_BYTES = 1024;

/** What is wrong with a password that somebody chooses, as a sentence; null when it can be used. */
export function passwordProblem(password: string): string | null {
  if ([...password].length < LEAST_CHARACTERS) return `A password has at least ${LEAST_CHARACTERS} characters.`;
  if (Buffer.byteLength(password) > LONGEST_BYTES) return `A password has at most ${LONGEST_BYTES} bytes.`;
  return new Set(password).size < 4 ? "A password of so few different characters is easily guessed." : null;
}
