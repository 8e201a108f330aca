/** @jsxRuntime automatic */
/** @jsxImportSource react */
import { Body } from "@react-email/body";
import { Button } from "@react-email/button";
import { Container } from "@react-email/container";
import { Head } from "@react-email/head";
import { Heading } from "@react-email/heading";
import { Html } from "@react-email/html";
import { Section } from "@react-email/section";
import { Text } from "@react-email/text";
import { type CSSProperties, createElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import type { Fact, Letter } from "./frame.ts";

/** Colours of the product's light theme, written out: mail programs know no variables. */
const COLOURS = {
  paper: "#fbfaf7",
  sheet: "#ffffff",
  line: "#e7e2d8",
  ink: "#1a1a17",
  faint: "#56524a",
  seal: "#c5371d",
};

/** Paper to the edges, and the dark theme, for programs that take a style sheet; the others keep or turn the light one. */
const STYLES = `.paper { background: ${COLOURS.paper} }
@media (prefers-color-scheme: dark) {
.paper { background: #14140f !important; color: #f2efe8 !important }
.sheet { background: #1d1c17 !important; border-color: #37342c !important }
.ink { color: #f2efe8 !important }
.faint { color: #b3ada1 !important }
.line { border-color: #37342c !important }
.act { background: #f2efe8 !important; color: #14140f !important }
}`;

const FONT = "Geist,-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif";
const CELL: CSSProperties = {
  padding: "8px 12px 8px 0",
  borderTop: `1px solid ${COLOURS.line}`,
  verticalAlign: "top",
  fontSize: 13,
  lineHeight: "20px",
  textAlign: "left",
};
const SMALL: CSSProperties = { margin: "0 0 16px", fontSize: 13, lineHeight: "20px", color: COLOURS.faint };

/** A letter as HTML, in light and dark. Nothing in it is loaded from anywhere; what people or agents wrote is text. */
export function letterHtml(letter: Letter): string {
  return `<!doctype html>\n${renderToStaticMarkup(<LetterMail letter={letter} />)}\n`;
}

function LetterMail({ letter }: { readonly letter: Letter }) {
  const { subject, opening, facts, exact, button, other, closing } = letter;
  return (
    <Html lang="en">
      <Head>
        <meta name="viewport" content="width=device-width" />
        <meta name="color-scheme" content="light dark" />
        <meta name="supported-color-schemes" content="light dark" />
        <title>{subject}</title>
        <style>{STYLES}</style>
      </Head>
      <Body className="paper" style={{ margin: 0, fontFamily: FONT }}>
        <Section className="paper" style={{ padding: "32px 16px", background: COLOURS.paper, color: COLOURS.ink }}>
          <Container style={{ maxWidth: 520 }}>
            <Brand />
            <Section
              className="sheet"
              style={{ background: COLOURS.sheet, border: `1px solid ${COLOURS.line}`, borderRadius: 6, padding: 24 }}
            >
              <Heading
                className="ink"
                style={{ margin: "0 0 16px", fontSize: 20, lineHeight: "28px", fontWeight: 600 }}
              >
                {subject}
              </Heading>
              <Paragraphs texts={opening} look="ink" style={{ margin: "0 0 16px", fontSize: 15, lineHeight: "22px" }} />
              {facts ? <FactTable facts={facts} /> : null}
              {exact ? <Exact {...exact} /> : null}
              <LetterButton {...button} />
              {other ? <LetterButton {...other} /> : null}
              <Paragraphs texts={closing} look="faint" style={SMALL} />
            </Section>
          </Container>
        </Section>
      </Body>
    </Html>
  );
}

function Brand() {
  return (
    <Text className="ink" style={{ margin: "0 0 16px", fontSize: 15, fontWeight: 600 }}>
      <span style={{ display: "inline-block", width: 10, height: 10, marginRight: 8, background: COLOURS.seal }} />
      Countersign
    </Text>
  );
}

interface ParagraphsProps {
  readonly texts: readonly string[];
  readonly look: "ink" | "faint";
  readonly style: CSSProperties;
}

function Paragraphs({ texts, look, style }: ParagraphsProps) {
  return texts.map((text) => (
    <Text key={text} className={look} style={style}>
      {text}
    </Text>
  ));
}

function FactTable({ facts }: { readonly facts: readonly Fact[] }) {
  // Spread, since agents choose the labels and may choose one of ours: no label is a key.
  const rows = createElement("tbody", null, ...facts.map((fact) => createElement(FactRow, fact)));
  return <table style={{ borderCollapse: "collapse", width: "100%", margin: "0 0 16px" }}>{rows}</table>;
}

function FactRow({ label, text }: Fact) {
  const name: CSSProperties = { ...CELL, fontWeight: 500, color: COLOURS.faint, whiteSpace: "nowrap" };
  const value: CSSProperties = { ...CELL, width: "100%", whiteSpace: "pre-wrap", wordBreak: "break-word" };
  return (
    <tr>
      <th className="faint line" style={name}>
        {label}
      </th>
      <td className="ink line" style={value}>
        {text}
      </td>
    </tr>
  );
}

function Exact({ label, text }: Fact) {
  return (
    <>
      <Text className="ink" style={{ margin: "0 0 8px", fontSize: 15 }}>
        {label}
      </Text>
      <pre
        className="paper"
        style={{
          margin: "0 0 16px",
          padding: 12,
          background: COLOURS.paper,
          fontSize: 12,
          lineHeight: "18px",
          whiteSpace: "pre-wrap",
          wordBreak: "break-all",
        }}
      >
        {text}
      </pre>
    </>
  );
}

/** A button, and its address in full below, so that it can be read before it is followed. */
function LetterButton({ label, url }: Letter["button"]) {
  return (
    <>
      <Button
        className="act"
        href={url}
        style={{
          margin: "8px 0 16px",
          padding: "9px 18px",
          borderRadius: 6,
          background: COLOURS.ink,
          color: COLOURS.paper,
          fontSize: 15,
          fontWeight: 500,
        }}
      >
        {label}
      </Button>
      <Text className="faint" style={{ ...SMALL, fontSize: 12, lineHeight: "18px", wordBreak: "break-all" }}>
        {url}
      </Text>
    </>
  );
}
