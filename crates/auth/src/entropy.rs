//! Random bytes, from the operating system alone.
//!
//! A system that cannot give random bytes cannot keep a secret either, so a failure there panics, as in `rand` itself.

use rand::Rng;
use rand::rand_core::UnwrapErr;
use rand::rngs::SysRng;

/// Draws `N` random bytes.
pub(crate) fn bytes<const N: usize>() -> [u8; N] {
    let mut drawn = [0; N];
    UnwrapErr(SysRng).fill_bytes(&mut drawn);
    drawn
}

/// Draws a random number among all of `u32`.
pub(crate) fn number() -> u32 {
    u32::from_le_bytes(bytes())
}
