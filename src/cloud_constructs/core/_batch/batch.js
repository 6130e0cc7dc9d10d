"use strict";
// The half of a batch that runs in Node: its steps, one after the other, in one message (see _steps.py).

const { Lazy } = require("aws-cdk-lib");

const symbols = new Map();
const kept = new Map();
let failure;

/** The class or the enumeration behind a name such as `aws-cdk-lib.aws_sqs.Queue`. */
function symbol(name) {
  if (!symbols.has(name)) {
    const [module, ...path] = name.split(".");
    symbols.set(name, path.reduce((owner, part) => owner[part], require(module)));
  }
  return symbols.get(name);
}

/** What a promise stands for, when CDK writes the template. */
function honour(promise) {
  if (!kept.has(promise)) throw new Error(`an error has kept the value of ${promise} from being there`);
  return kept.get(promise);
}

const verbs = {
  new: (kind, ...args) => new kind(...args),
  call: (owner, method, ...args) => owner[method](...args),
  get: (owner, property) => owner[property],
  set: (owner, property, value) => void (owner[property] = value),
  keep: (promise, verb, ...operands) => void kept.set(promise, verbs[verb](...operands)),
};

class Batch {
  /** Make strings that CDK takes for values which it will know when it needs them. */
  static promises(count) {
    return Array.from({ length: count }, () => {
      const promise = Lazy.string({ produce: () => honour(promise) });
      return promise;
    });
  }

  /** Take steps; return what was made at the wanted places, whether a step failed, and new promises. */
  static run(steps, live, wanted, mark, promises) {
    const made = [];
    const marked = {
      made: (place) => made[place],
      live: (place) => live[place],
      symbol,
      member: ([name, member]) => symbol(name)[member],
    };
    const meaning = (value) => {
      if (value === null) return undefined;
      if (typeof value !== "object") return value;
      if (Array.isArray(value)) return value.map(meaning);
      if (mark in value) return marked[value[mark][0]](value[mark][1]);
      const given = Object.entries(value).filter(([, inner]) => inner !== null);
      return Object.fromEntries(given.map(([key, inner]) => [key, meaning(inner)]));
    };
    failure = undefined;
    try {
      for (const [verb, ...operands] of JSON.parse(steps)) made.push(verbs[verb](...operands.map(meaning)));
    } catch (error) {
      failure = error;
    }
    return [wanted.map((place) => made[place]), failure !== undefined, Batch.promises(promises)];
  }

  /** Return properties of an object, each by its path; nothing where there is nothing. */
  static look(owner, paths) {
    return paths.map((path) => path.split(".").reduce((found, name) => found?.[name], owner));
  }

  /** Throw what made a step fail; without its name, which jsii would put before the message. */
  static fail() {
    throw Object.assign(new Error(failure.message), { name: "", stack: failure.stack });
  }
}

exports.Batch = Batch;
