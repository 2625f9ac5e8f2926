// Traits, generics, closures, iterators and a trait object: Rust's names as perf prints them.
use std::collections::BTreeMap;
use std::fmt::Write;

trait Shape {
    fn area(&self) -> f64;
}

struct Square(f64);
struct Ring<T> {
    outer: T,
    inner: T,
}

impl Shape for Square {
    #[inline(never)]
    fn area(&self) -> f64 {
        (0..400).fold(0.0, |sum, i| sum + self.0 * f64::from(i).sqrt())
    }
}

impl<T: Copy + Into<f64>> Shape for Ring<T> {
    #[inline(never)]
    fn area(&self) -> f64 {
        let (outer, inner): (f64, f64) = (self.outer.into(), self.inner.into());
        (0..400).map(|i| (outer + f64::from(i)).ln() - inner.sin()).sum()
    }
}

#[inline(never)]
fn twice<F: Fn(&dyn Shape) -> f64>(f: F, shape: &dyn Shape) -> f64 {
    f(shape) + f(shape)
}

#[inline(never)]
fn report(totals: &BTreeMap<String, f64>) -> usize {
    let mut text = String::new();
    for (name, total) in totals {
        writeln!(text, "{name:>20} {total:.3}").unwrap();
    }
    text.len()
}

fn main() {
    let shapes: Vec<Box<dyn Shape>> = vec![
        Box::new(Square(2.0)),
        Box::new(Ring { outer: 3.0f32, inner: 1.0f32 }),
        Box::new(Ring { outer: 3u16, inner: 1u16 }),
    ];
    let mut length = 0;
    for _ in 0..1200 {
        let mut totals = BTreeMap::new();
        for i in 0..40 {
            let shape = &shapes[i % shapes.len()];
            let total = twice(|s| s.area() + i as f64, shape.as_ref());
            *totals.entry(format!("shape {}", i % 7)).or_insert(0.0) += total;
        }
        length += report(&totals);
    }
    println!("{length}");
}
