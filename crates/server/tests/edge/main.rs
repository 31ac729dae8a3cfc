//! The accept loop and the surroundings of answers, over real connections.

#[cfg(test)]
mod commands;
#[cfg(test)]
mod connections;
#[cfg(test)]
mod surroundings;
