//! Times `sse-core` on one workload: `decode FILE ROUNDS SAMPLE`.
//!
//! The file has the workload's chunks, each after its length in four bytes, the lowest first. A round is the best of five timings, and each of
//! these takes at least `SAMPLE` milliseconds, as in measure.ts. Prints one line of JSON: how many events there are, and the milliseconds of each
//! round.

use std::env;
use std::fs;
use std::hint::black_box;
use std::num::NonZeroUsize;
use std::time::Instant;

use sse_core::{SseDecoder, SseEvent};

const TIMINGS: usize = 5;
const LIMIT: usize = 64 * 1024 * 1024;

fn chunks_of(file: &[u8]) -> Vec<Vec<u8>> {
    let mut chunks = Vec::new();
    let mut rest = file;
    while !rest.is_empty() {
        let (length, after) = rest.split_at(4);
        let length = u32::from_le_bytes(length.try_into().expect("four bytes")) as usize;
        let (chunk, after) = after.split_at(length);
        chunks.push(chunk.to_vec());
        rest = after;
    }
    chunks
}

/// Decodes the stream once, looks at every event, and gives their number.
fn decode(chunks: &[Vec<u8>]) -> usize {
    let mut decoder = SseDecoder::with_limit(NonZeroUsize::new(LIMIT).expect("above 0"));
    let mut events = 0;
    for chunk in chunks {
        let mut rest = chunk.as_slice();
        while let Some(event) = decoder.next(&mut rest) {
            if let SseEvent::Message(message) = event.expect("an event within the limit") {
                events += 1;
                black_box(message);
            }
        }
    }
    events
}

fn milliseconds(chunks: &[Vec<u8>], times: usize) -> f64 {
    let started = Instant::now();
    for _ in 0..times {
        black_box(decode(black_box(chunks)));
    }
    started.elapsed().as_secs_f64() * 1000.0 / times as f64
}

fn main() {
    let arguments: Vec<String> = env::args().collect();
    let [_, path, rounds, sample] = arguments.as_slice() else {
        panic!("expected FILE ROUNDS SAMPLE");
    };
    let chunks = chunks_of(&fs::read(path).expect("a file of chunks"));
    let rounds: usize = rounds.parse().expect("a number of rounds");
    let sample: f64 = sample.parse().expect("a number of milliseconds");
    let events = decode(&chunks);
    let times = (sample / milliseconds(&chunks, 3)).ceil().max(1.0) as usize;
    let best = |_| (0..TIMINGS).map(|_| milliseconds(&chunks, times)).fold(f64::INFINITY, f64::min);
    let rounds: Vec<String> = (0..rounds).map(best).map(|time| time.to_string()).collect();
    println!("{{\"events\":{events},\"rounds\":[{}]}}", rounds.join(","));
}
