// Drives an org with jsforce, unmodified. Reads its configuration from the environment, prints one JSON object:
// the name of each step, and what came of it ({value} or {error, code}).
import { createSign } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const require = createRequire(`${process.env.JSFORCE_HOME}/`);
const jsforce = require('jsforce');
const given = JSON.parse(readFileSync(0, 'utf8'));
const url = given.url;
const results = {};

async function step(name, work) {
  try {
    results[name] = { value: await work() };
  } catch (error) {
    results[name] = { error: String(error.message), code: error.errorCode || error.name };
  }
}

const encode = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');

function assertion(subject) {
  const head = `${encode({ alg: 'RS256' })}.${encode({
    iss: given.consumerKey,
    sub: subject,
    aud: 'https://login.salesforce.com',
    exp: Date.now() + 300 * 1000, // milliseconds, as the command line's library writes it
  })}`;
  const signature = createSign('RSA-SHA256').update(head).sign(given.privateKey, 'base64url');
  return `${head}.${signature}`;
}

function connection(more = {}) {
  return new jsforce.Connection({
    loginUrl: url,
    instanceUrl: url,
    version: '66.0',
    oauth2: { loginUrl: url, clientId: given.consumerKey },
    ...more,
  });
}

async function authorize(subject = given.username, more = {}) {
  const conn = connection(more);
  await conn.authorize({
    grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
    assertion: assertion(subject),
  });
  return conn;
}

async function operate(path, body) {
  await fetch(`${url}/_sandbox/edit`, {
    method: 'POST',
    body: JSON.stringify({ method: 'POST', path: `/_operator/${path}`, body, actor: 'Olga Operator' }),
  });
}

let conn;
await step('login with an assertion', async () => {
  conn = await authorize();
  return (await conn.query('SELECT Name FROM Organization')).records[0].Name;
});
await step('login with a password', async () => {
  const other = connection();
  const user = await other.login(given.username, given.password);
  return [user.id, (await other.query('SELECT Id FROM Organization')).totalSize];
});
await step('invalid grant', () => authorize('nobody@acme.example'));
await step('identity', async () => (await conn.identity()).username);
await step('more rows than a page', async () => {
  const rows = Array.from({ length: 2500 }, (_, i) => ({ Name: `Account ${i}` }));
  const saved = await conn.sobject('Account').create(rows, { allowRecursive: true });
  const found = await conn.query('SELECT Name FROM Account').run({ autoFetch: true, maxFetch: 5000 });
  return [saved.filter((s) => s.success).length, found.records.length];
});
let queue;
await step('create', async () => {
  queue = await conn.sobject('Group').create({ Name: 'Js', DeveloperName: 'Js', Type: 'Queue' });
  return queue.success;
});
await step('create a duplicate', () =>
  conn.sobject('Group').create({ Name: 'Js', DeveloperName: 'Js', Type: 'Queue' }));
await step('patch a read-only column', () => conn.sobject('Group').update({ Id: queue.id, Type: 'Regular' }));
await step('update and read', async () => {
  await conn.sobject('Group').update({ Id: queue.id, Name: 'Jsforce' });
  return (await conn.sobject('Group').retrieve(queue.id)).Name;
});
await step('delete', async () => {
  await conn.sobject('Group').destroy(queue.id);
  return conn.sobject('Group').retrieve(queue.id);
});
await step('describe', async () => (await conn.describe('Group')).fields.find((f) => f.name === 'Type').updateable);
await step('limits header', () => conn.limitInfo.apiUsage.limit);
await step('graph that fails', async () => {
  const base = '/services/data/v66.0/sobjects';
  const answer = await conn.requestPost('/composite/graph', {
    graphs: [{ graphId: 'one', compositeRequest: [
      { method: 'POST', url: `${base}/Group`, referenceId: 'q', body: { Name: 'G', DeveloperName: 'G', Type: 'Queue' } },
      { method: 'POST', url: `${base}/QueueSobject`, referenceId: 's', body: { QueueId: '@{q.id}', SobjectType: 'No' } },
    ] }],
  });
  const left = await conn.query("SELECT Id FROM Group WHERE DeveloperName = 'G'");
  return [answer.graphs[0].isSuccessful, left.totalSize];
});

const zip = (name) => Buffer.from(given.packages[name], 'base64');
conn.metadata.pollInterval = 5;
async function deploy(name, options = {}) {
  const result = await conn.metadata.deploy(zip(name), { rollbackOnError: true, singlePackage: true, ...options })
    .complete(true);
  const failures = [result.details.componentFailures || []].flat();
  return [result.status, result.numberComponentsDeployed, failures.map((f) => f.problemType)];
}
await step('check only', async () => {
  const result = await deploy('everything', { checkOnly: true });
  return [...result, (await conn.query("SELECT Id FROM Group WHERE DeveloperName = 'Care'")).totalSize];
});
await step('deploy', () => deploy('everything'));
await step('deploy a failure', () => deploy('broken'));
await step('deploy a warning', () => deploy('missing'));
await step('deploy a warning ignored', () => deploy('missing', { ignoreWarnings: true }));
await step('deploy by REST', async () => {
  const result = await conn.metadata.deployRest(zip('everything'), { rollbackOnError: true, singlePackage: true })
    .complete(true);
  return [result.status, result.success];
});
await step('flow versions', async () =>
  (await conn.tooling.query('SELECT VersionNumber, Status FROM Flow ORDER BY VersionNumber')).records
    .map((r) => `${r.VersionNumber} ${r.Status}`));
await step('read a component', async () => {
  const found = await conn.metadata.read('Queue', 'Care');
  return [found.fullName, found.doesSendEmailToMembers, found.queueRoutingConfig];
});
await step('read a missing component', async () => conn.metadata.read('Queue', 'Nothing'));
await step('read a missing component among others', async () => conn.metadata.read('Queue', ['Care', 'Nothing']));
await step('list', async () =>
  (await conn.metadata.list([{ type: 'Queue' }, { type: 'Flow' }], '66.0')).map((f) => f.fullName));
await step('upsert and delete a component', async () => {
  const made = await conn.metadata.upsert('PresenceDeclineReason', { fullName: 'Busy', label: 'Busy' });
  const gone = await conn.metadata.delete('PresenceDeclineReason', 'Busy');
  return [made.success, made.created, gone.success];
});
await step('retrieve', async () => {
  conn.metadata.pollInterval = 5;
  const result = await conn.metadata
    .retrieve({ apiVersion: '66.0', singlePackage: true, unpackaged: { types: [{ name: 'Queue', members: ['*'] }], version: '66.0' } })
    .complete();
  return [result.status, result.zipFile.length > 100];
});
await step('tooling', async () => {
  const made = await conn.tooling.sobject('ConversationVendorInfo').create({
    FullName: 'Js',
    Metadata: { developerName: 'Js', masterLabel: 'Js', vendorType: 'BringYourOwnChannelPartner' },
  });
  const read = await conn.tooling.sobject('ConversationVendorInfo').retrieve(made.id);
  return [read.FullName, read.Metadata.vendorType];
});
await step('queue redeployed', async () => {
  const care = (await conn.query("SELECT Id FROM Group WHERE DeveloperName = 'Care'")).records[0].Id;
  const user = (await conn.query("SELECT Id FROM User WHERE Username = 'ada@acme.example'")).records[0].Id;
  await conn.sobject('GroupMember').create({ GroupId: care, UserOrGroupId: user });
  const count = async () => (await conn.query(`SELECT Id FROM GroupMember WHERE GroupId = '${care}'`)).totalSize;
  const before = await count();
  await deploy('everything');
  return [before, await count()];
});
await step('routing matrix', async () => {
  const care = (await conn.query("SELECT Id FROM Group WHERE DeveloperName = 'Care'")).records[0].Id;
  const flow = (await conn.query("SELECT DurableId FROM FlowDefinitionView WHERE ApiName = 'Route'")).records[0].DurableId;
  const user = (await conn.query("SELECT Id FROM User WHERE Username = 'ada@acme.example'")).records[0].Id;
  await operate('channel', { name: 'Js', label: 'Js', accept_terms: true });
  const channel = (await conn.query("SELECT Id FROM MessagingChannel WHERE DeveloperName = 'Js'")).records[0].Id;
  const out = [];
  for (const [handler, fallback] of [[care, null], [care, care], [flow, care], [flow, null], [user, care], [user, null]]) {
    try {
      await conn.sobject('MessagingChannel').update({ Id: channel, SessionHandlerId: handler, FallbackQueueId: fallback });
      out.push('ok');
    } catch (error) {
      out.push(error.message);
    }
  }
  return out;
});
await step('changed by another', async () => {
  const soql = "SELECT Id, LastModifiedDate, LastModifiedBy.Name FROM Group WHERE DeveloperName = 'Care'";
  const before = (await conn.query(soql)).records[0];
  await fetch(`${url}/_sandbox/clock`, { method: 'POST', body: JSON.stringify({ advance: '2s' }) });
  await operate('row', { type: 'Group', id: before.Id, values: { Name: 'Changed' } });
  const after = (await conn.query(soql)).records[0];
  return [before.LastModifiedDate < after.LastModifiedDate, after.LastModifiedBy.Name];
});
await step('session that ends', async () => {
  let refreshed = 0;
  const living = await authorize(given.username, {
    refreshFn: async (old, callback) => {
      refreshed += 1;
      callback(null, (await authorize()).accessToken);
    },
  });
  await operate('expire-sessions', {});
  const rows = (await living.query('SELECT Id FROM Organization')).totalSize;
  return [rows, refreshed];
});
await step('limits exhausted', async () => {
  const living = await authorize();
  await operate('knobs', { daily_calls: 1 });
  return living.query('SELECT Id FROM Organization');
});
process.stdout.write(JSON.stringify(results));
