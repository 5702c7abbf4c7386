//! What the embedded ledger knows, and the records that say so. It touches no files.

use crate::ledger::marks::{LIFE, MOST, Mark};
use crate::ledger::{Claim, Claimed, Customer};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashMap, HashSet, VecDeque};
use std::sync::Arc;
use survey::Millis;

/// How many codes go into one record.
const CODES: usize = 1_000;

/// One change, as it stands in the file.
#[derive(Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Record {
    /// Codes, all new, came into a pool.
    Stocked {
        shop: String,
        pool: String,
        codes: Vec<String>,
    },
    /// A code was handed out, or is to be found under further names.
    Claimed {
        shop: String,
        pool: String,
        code: String,
        names: Vec<String>,
    },
    /// Marks of a customer, all new.
    Marked {
        customer: String,
        marks: Vec<(String, Millis)>,
    },
    /// A customer's marks are no more.
    Forgotten { customer: String },
}

/// All of it.
#[derive(Default)]
pub struct State {
    pools: BTreeMap<(String, String), Pool>,
    /// Every code that a shop ever had.
    known: HashSet<(String, String)>,
    /// Pool and code by the names of claims.
    claims: HashMap<String, Arc<Handed>>,
    customers: BTreeMap<String, BTreeMap<String, Millis>>,
    /// The latest time of a mark; what is much older is not written anew.
    latest: Millis,
    /// What changed and is not on disk yet.
    pub news: Vec<Record>,
}

#[derive(Default)]
struct Pool {
    left: VecDeque<String>,
    /// Codes handed out, with the names they are found under.
    handed: BTreeMap<String, Vec<String>>,
}

struct Handed {
    shop: String,
    pool: String,
    code: String,
}

impl State {
    /// Takes a record of the file in.
    pub fn apply(&mut self, record: Record) {
        match record {
            Record::Stocked { shop, pool, codes } => {
                let known = codes.iter().map(|code| (shop.clone(), code.clone()));
                self.known.extend(known);
                self.pools
                    .entry((shop, pool))
                    .or_default()
                    .left
                    .extend(codes);
            }
            Record::Claimed {
                shop,
                pool,
                code,
                names,
            } => {
                self.known.insert((shop.clone(), code.clone()));
                let of_pool = self.pools.entry((shop.clone(), pool.clone())).or_default();
                if let Some(at) = of_pool.left.iter().position(|left| *left == code) {
                    of_pool.left.remove(at);
                }
                let handed = of_pool.handed.entry(code.clone()).or_default();
                handed.extend(names.iter().cloned());
                let handed = Arc::new(Handed { shop, pool, code });
                let claims = names.into_iter().map(|name| (name, Arc::clone(&handed)));
                self.claims.extend(claims);
            }
            Record::Marked { customer, marks } => {
                let latest = marks.iter().map(|(_, at)| *at).max().unwrap_or(0);
                self.latest = self.latest.max(latest);
                self.customers.entry(customer).or_default().extend(marks);
            }
            Record::Forgotten { customer } => {
                self.customers.remove(&customer);
            }
        }
    }

    fn change(&mut self, record: Record) {
        self.news.push(record.clone());
        self.apply(record);
    }

    pub fn stock(&mut self, shop: String, pool: String, mut codes: Vec<String>) -> usize {
        let mut seen = HashSet::new();
        codes.retain(|code| {
            !self.known.contains(&(shop.clone(), code.clone())) && seen.insert(code.clone())
        });
        let new = codes.len();
        if new > 0 {
            self.change(Record::Stocked { shop, pool, codes });
        }
        new
    }

    pub fn claim(&mut self, claim: Claim) -> Claimed {
        let Claim {
            shop,
            pool,
            mut names,
        } = claim;
        let found = names.iter().find_map(|name| self.claims.get(name)).cloned();
        let is_new = found.is_none();
        let handed = found.or_else(|| {
            let of_pool = self.pools.get(&(shop.clone(), pool.clone()))?;
            let code = of_pool.left.front()?.clone();
            Some(Arc::new(Handed { shop, pool, code }))
        });
        let Some(handed) = handed else {
            return Claimed {
                code: None,
                is_new: false,
            };
        };
        names.retain(|name| !self.claims.contains_key(name));
        if !names.is_empty() {
            self.change(Record::Claimed {
                shop: handed.shop.clone(),
                pool: handed.pool.clone(),
                code: handed.code.clone(),
                names,
            });
        }
        let code = Some(handed.code.clone());
        Claimed { code, is_new }
    }

    pub fn mark(&mut self, Customer(customer): Customer, marks: Vec<Mark>) {
        let there = self.customers.get(&customer);
        let room = MOST.saturating_sub(there.map_or(0, BTreeMap::len));
        let is_new = |mark: &Mark| there.is_none_or(|there| !there.contains_key(&mark.name));
        let marks: Vec<_> = marks
            .into_iter()
            .filter(is_new)
            .take(room)
            .map(|mark| (mark.name, mark.at))
            .collect();
        if !marks.is_empty() {
            self.change(Record::Marked { customer, marks });
        }
    }

    pub fn marks(&self, Customer(customer): &Customer) -> Vec<Mark> {
        let marks = self.customers.get(customer).into_iter().flatten();
        let mark = |(name, at): (&String, &Millis)| Mark {
            name: name.clone(),
            at: *at,
        };
        marks.map(mark).collect()
    }

    pub fn forget(&mut self, Customer(customer): Customer) {
        if self.customers.contains_key(&customer) {
            self.change(Record::Forgotten { customer });
        }
    }

    /// Forgets marks past their life, by the time of the latest one.
    pub fn prune(&mut self) {
        let oldest = self.latest - LIFE;
        self.customers.retain(|_, marks| {
            marks.retain(|_, at| *at >= oldest);
            !marks.is_empty()
        });
    }

    /// The shortest records that say all of it.
    pub fn records(&self) -> Vec<Record> {
        let mut records = Vec::new();
        for ((shop, pool), of_pool) in &self.pools {
            let (shop, pool) = (shop.clone(), pool.clone());
            for (code, names) in &of_pool.handed {
                records.push(Record::Claimed {
                    shop: shop.clone(),
                    pool: pool.clone(),
                    code: code.clone(),
                    names: names.clone(),
                });
            }
            let left: Vec<String> = of_pool.left.iter().cloned().collect();
            for codes in left.chunks(CODES) {
                records.push(Record::Stocked {
                    shop: shop.clone(),
                    pool: pool.clone(),
                    codes: codes.to_vec(),
                });
            }
        }
        for (customer, marks) in &self.customers {
            let marks = marks.iter().map(|(name, at)| (name.clone(), *at));
            records.push(Record::Marked {
                customer: customer.clone(),
                marks: marks.collect(),
            });
        }
        records
    }
}
