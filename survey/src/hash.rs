//! The hash behind sampling and arms. The loader has the same one in JavaScript;
//! `golden/hash.json` holds both to it.

/// FNV-1a (32 bit, <http://www.isthe.com/chongo/tech/comp/fnv/>) over the UTF-8 of
/// `salt:visitor`, then the finalizer of MurmurHash3 (`fmix32`), because FNV alone
/// leaves the high bits of similar inputs alike.
pub fn hash(salt: &str, visitor: &str) -> u32 {
    let bytes = salt.bytes().chain(*b":").chain(visitor.bytes());
    let mut hash = bytes.fold(0x811c_9dc5_u32, |hash, byte| {
        (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)
    });
    hash ^= hash >> 16;
    hash = hash.wrapping_mul(0x85eb_ca6b);
    hash ^= hash >> 13;
    hash = hash.wrapping_mul(0xc2b2_ae35);
    hash ^ (hash >> 16)
}

/// The visitor's place between 0 and 9,999, the same for ever: whoever lies below
/// a share in basis points is in.
pub fn bucket(salt: &str, visitor: &str) -> u32 {
    ((u64::from(hash(salt, visitor)) * 10_000) >> 32) as u32
}
