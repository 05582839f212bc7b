// The vendors' own JavaScript libraries behind one line of JSON a question, on the standard streams.
"use strict";

const { createHmac } = require("node:crypto");
const { createInterface } = require("node:readline");
const { App, HTTPReceiver, isValidSlackRequest } = require("@slack/bolt");
const { getExpectedTwilioSignature, validateRequest } = require("twilio/lib/webhooks/webhooks");

const FORM = "application/x-www-form-urlencoded";
let seen = [];

async function posted(to, headers, body) {
  const answer = await fetch(to, { method: "POST", headers, body });
  return { status: answer.status, type: answer.headers.get("content-type"), body: await answer.text() };
}

// As https://docs.slack.dev/authentication/verifying-requests-from-slack says it is signed.
function slackHeaders({ secret, stamp, body, type }) {
  const signature = "v0=" + createHmac("sha256", secret).update(`v0:${stamp}:${body}`).digest("hex");
  return { "content-type": type, "x-slack-request-timestamp": String(stamp), "x-slack-signature": signature };
}

async function boltListening({ secret }) {
  const receiver = new HTTPReceiver({ signingSecret: secret, endpoints: ["/"], processBeforeResponse: true, logLevel: "error" });
  const authorize = async () => ({ botToken: "xoxb-none", botId: "B0NONE", botUserId: "U0NONE" });
  const app = new App({ receiver, authorize, logLevel: "error" });
  const heard = (kind) => async (one) => {
    if (one.ack) await one.ack();
    seen.push({ kind, name: one.payload.type ?? one.payload.command ?? "", id: one.payload.callback_id ?? "" });
  };
  app.event(/.*/, heard("event"));
  app.command(/.*/, heard("command"));
  app.action(/.*/, heard("action"));
  app.view(/.*/, heard("view"));
  const server = await app.start({ port: 0, host: "127.0.0.1" });
  return server.address().port;
}

const ANSWERS = {
  twilioSignature: ({ token, url, fields }) => getExpectedTwilioSignature(token, url, fields),
  twilioAccepts: ({ token, signature, url, fields }) => validateRequest(token, signature, url, fields),
  // Twilio's library signs, this runtime spells the form: neither is Python's.
  twilioPosts: ({ token, url, fields, to, spoilt }) =>
    posted(
      to,
      { "content-type": FORM, "x-twilio-signature": getExpectedTwilioSignature(token, url, fields) },
      new URLSearchParams({ ...fields, ...spoilt }).toString(),
    ),
  slackPosts: ({ to, sent, ...signed }) => posted(to, slackHeaders(signed), sent ?? signed.body),
  boltAccepts: ({ secret, body, stamp, signature, now }) =>
    isValidSlackRequest({
      signingSecret: secret,
      body,
      headers: { "x-slack-request-timestamp": stamp, "x-slack-signature": signature },
      nowMilliseconds: now * 1000,
    }),
  boltListening,
  boltSaw: () => {
    const found = seen;
    seen = [];
    return found;
  },
};

createInterface({ input: process.stdin }).on("line", async (line) => {
  const { ask, ...question } = JSON.parse(line);
  let answer;
  try {
    answer = { said: await ANSWERS[ask](question) };
  } catch (problem) {
    answer = { problem: String(problem.stack ?? problem) };
  }
  process.stdout.write(JSON.stringify(answer) + "\n");
});
