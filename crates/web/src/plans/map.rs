//! The plan of a neighbourhood as a drawing, beside its list: made here, with nothing loaded from elsewhere.
//!
//! Degrees become metres by the equirectangular projection around the middle of the drawing (Snyder, «Map Projections»,
//! USGS 1395, p. 90): over a neighbourhood it is right to a hand's breadth.

use std::fmt::{self, Write};

use domain::{
    geo::Shape,
    plans::{Operation, OperationId, Zone},
};

/// The width of the drawing.
const WIDTH: f64 = 640.0;
/// How wide it is shown where one points at it, in CSS pixels, as `.pointed` says too: it fits a card on the narrowest
/// telephone.
pub(crate) const SHOWN: u32 = 240;
/// The side of a square, in units of the drawing: eight stand side by side.
const SQUARE: u32 = 80;
/// The blank around it.
const MARGIN: f64 = 12.0;

/// A drawing in its own units.
pub(crate) struct Map {
    /// Its height; it is 640 wide.
    pub(crate) height: u32,
    /// The outline of the whole.
    pub(crate) perimeter: Option<String>,
    /// Each zone: its id, number in the list, outline, and where its number stands.
    pub(crate) zones: Vec<Drawn>,
    /// What is built, pulled down or mended, hatched as on a cadastral plan.
    pub(crate) works: Vec<DrawnWork>,
    frame: Frame,
}

/// A square of the drawing, as people say it: «C4».
pub(crate) struct Square {
    pub(crate) column: String,
    pub(crate) row: u32,
}

impl fmt::Display for Square {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.column, self.row)
    }
}

/// An operation as it is drawn.
pub(crate) struct DrawnWork {
    id: OperationId,
    /// «A» for the first of the list: zones have numbers, so that nobody takes one for the other.
    pub(crate) letter: String,
    pub(crate) path: String,
    pub(crate) x: u32,
    pub(crate) y: u32,
}

/// A zone as it is drawn.
pub(crate) struct Drawn {
    pub(crate) id: String,
    pub(crate) number: usize,
    pub(crate) path: String,
    pub(crate) x: u32,
    pub(crate) y: u32,
}

type Ring = Vec<(f64, f64)>;

impl Map {
    /// Draws a perimeter and its zones; nothing where nothing has a shape.
    pub(crate) fn of(perimeter: Option<&Shape>, zones: &[Zone]) -> Option<Self> {
        Self::with_works(perimeter, zones, &[])
    }

    /// Draws what is planned too.
    pub(crate) fn with_works(perimeter: Option<&Shape>, zones: &[Zone], works: &[Operation]) -> Option<Self> {
        let outline = perimeter.map(Shape::rings).unwrap_or_default();
        let shapes: Vec<(usize, &Zone, Vec<Ring>)> = zones
            .iter()
            .enumerate()
            .filter_map(|(place, zone)| Some((place + 1, zone, zone.geometry.as_ref()?.rings())))
            .collect();
        // A footprint of points or lines alone has no rings, and is in the list only.
        let footprints: Vec<(String, &Operation, Vec<Ring>)> = works
            .iter()
            .filter_map(|work| Some((work, work.footprint.as_ref()?.rings())))
            .filter(|(_, rings)| !rings.is_empty())
            .enumerate()
            .map(|(place, (work, rings))| (letter(place), work, rings))
            .collect();
        let points = outline
            .iter()
            .chain(shapes.iter().flat_map(|(_, _, rings)| rings))
            .chain(footprints.iter().flat_map(|(_, _, rings)| rings))
            .flatten();
        let frame = Frame::around(points.copied())?;
        let zones = shapes.iter().map(|(number, zone, rings)| {
            // Works are drawn in the middle of their zone: its number gives way to them.
            let (x, y) = if footprints.is_empty() {
                frame.middle(rings)
            } else {
                frame.near_corner(rings)
            };
            Drawn {
                id: zone.id.to_string(),
                number: *number,
                path: frame.path(rings),
                x,
                y,
            }
        });
        let works = footprints.iter().map(|(letter, work, rings)| {
            let (x, y) = frame.middle(rings);
            DrawnWork {
                id: work.id,
                letter: letter.clone(),
                path: frame.path(rings),
                x,
                y,
            }
        });
        Some(Self {
            height: frame.height(),
            perimeter: (!outline.is_empty()).then(|| frame.path(&outline)),
            zones: zones.collect(),
            works: works.collect(),
            frame,
        })
    }

    /// How high it is shown where one points at it, in CSS pixels.
    pub(crate) fn shown_height(&self) -> u32 {
        whole(f64::from(self.height) * f64::from(SHOWN) / WIDTH)
    }

    /// Latitude and longitude of a pixel of the drawing as it is shown where one points at it.
    pub(crate) fn under(&self, x: u32, y: u32) -> (f64, f64) {
        let units = WIDTH / f64::from(SHOWN);
        self.frame.ground(f64::from(x) * units, f64::from(y) * units)
    }

    /// Where a point stands on the drawing.
    pub(crate) fn pin(&self, (latitude, longitude): (f64, f64)) -> (u32, u32) {
        let (x, y) = self.frame.at((longitude, latitude));
        (whole(x), whole(y))
    }

    /// The columns of its squares, as on a street map: each with its letter and where that stands.
    pub(crate) fn columns() -> Vec<(String, u32)> {
        let side = whole(WIDTH);
        (0..side.div_ceil(SQUARE))
            .map(|place| (letter(place as usize), place * SQUARE))
            .collect()
    }

    /// The rows of its squares, from 1, and where each begins.
    pub(crate) fn rows(&self) -> Vec<(u32, u32)> {
        (0..self.height.div_ceil(SQUARE))
            .map(|place| (place + 1, place * SQUARE))
            .collect()
    }

    /// The square in which a point stands.
    pub(crate) fn square(&self, point: (f64, f64)) -> Square {
        let (x, y) = self.pin(point);
        Square {
            column: letter((x / SQUARE) as usize),
            row: y / SQUARE + 1,
        }
    }

    /// Latitude and longitude of the middle of a square.
    pub(crate) fn middle_of(&self, column: &str, row: u32) -> Option<(f64, f64)> {
        let (_, x) = Self::columns().into_iter().find(|(name, _)| name == column)?;
        let (_, y) = self.rows().into_iter().find(|(number, _)| *number == row)?;
        let half = SQUARE / 2;
        Some(self.frame.ground(f64::from(x + half), f64::from(y + half)))
    }

    /// The letter of an operation, where it is drawn.
    pub(crate) fn letter_of(&self, work: OperationId) -> Option<String> {
        let drawn = self.works.iter().find(|drawn| drawn.id == work)?;
        Some(drawn.letter.clone())
    }
}

/// The letters of a place in a list: A to Z, then AA, AB and so on.
fn letter(place: usize) -> String {
    let last = char::from(b'A' + u8::try_from(place % 26).unwrap_or_default());
    match place / 26 {
        0 => last.to_string(),
        before => format!("{}{last}", letter(before - 1)),
    }
}

/// Where the drawing lies on the ground.
struct Frame {
    west: f64,
    north: f64,
    /// Units of the drawing a degree of longitude, and of latitude.
    scale: (f64, f64),
    south: f64,
}

impl Frame {
    fn around(points: impl Iterator<Item = (f64, f64)>) -> Option<Self> {
        let (mut west, mut south, mut east, mut north) = (f64::MAX, f64::MAX, f64::MIN, f64::MIN);
        for (longitude, latitude) in points {
            west = west.min(longitude);
            east = east.max(longitude);
            south = south.min(latitude);
            north = north.max(latitude);
        }
        if west >= east || south >= north {
            return None;
        }
        let across = (WIDTH - 2.0 * MARGIN) / (east - west);
        let down = across / f64::midpoint(south, north).to_radians().cos().max(0.01);
        Some(Self {
            west,
            north,
            scale: (across, down),
            south,
        })
    }

    fn at(&self, (longitude, latitude): (f64, f64)) -> (f64, f64) {
        (
            MARGIN + (longitude - self.west) * self.scale.0,
            MARGIN + (self.north - latitude) * self.scale.1,
        )
    }

    /// Latitude and longitude of a point of the drawing, as exact as people point: six decimals are a hand's breadth.
    fn ground(&self, x: f64, y: f64) -> (f64, f64) {
        let exact = |degrees: f64| (degrees * 1e6).round() / 1e6;
        (
            exact(self.north - (y - MARGIN) / self.scale.1),
            exact(self.west + (x - MARGIN) / self.scale.0),
        )
    }

    fn height(&self) -> u32 {
        whole(2.0 * MARGIN + (self.north - self.south) * self.scale.1).clamp(80, 1_600)
    }

    fn path(&self, rings: &[Ring]) -> String {
        let mut path = String::new();
        for ring in rings {
            for (place, point) in ring.iter().enumerate() {
                let (x, y) = self.at(*point);
                let _ = write!(path, "{}{x:.1} {y:.1}", if place == 0 { "M" } else { "L" });
            }
            path.push('Z');
        }
        path
    }

    /// Four fifths of the way from the middle to the first corner.
    fn near_corner(&self, rings: &[Ring]) -> (u32, u32) {
        let (x, y) = self.middle(rings);
        let corner = rings.iter().flatten().next().map(|corner| self.at(*corner));
        let (to_x, to_y) = corner.unwrap_or((f64::from(x), f64::from(y)));
        let between = |from: u32, to: f64| whole(f64::from(from) * 0.2 + to * 0.8);
        (between(x, to_x), between(y, to_y))
    }

    fn middle(&self, rings: &[Ring]) -> (u32, u32) {
        let points = rings.iter().flatten().map(|point| self.at(*point));
        let (mut sum, mut count) = ((0.0, 0.0), 0.0);
        for (x, y) in points {
            sum = (sum.0 + x, sum.1 + y);
            count += 1.0;
        }
        let count = f64::max(count, 1.0);
        (whole(sum.0 / count), whole(sum.1 / count))
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a drawing is a few hundred units wide"
)]
fn whole(length: f64) -> u32 {
    length.clamp(0.0, 10_000.0).round() as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_square_on_the_ground_is_a_square_on_the_drawing() {
        // At 60° a degree of longitude is half as long as one of latitude.
        let ring = vec![(0.0, 59.99), (0.04, 59.99), (0.04, 60.01), (0.0, 60.01)];
        let frame = Frame::around(ring.iter().copied()).unwrap();
        let (width, height) = (WIDTH, f64::from(frame.height()));
        assert!((width - height).abs() < 2.0, "{width} × {height}");
        assert!(frame.path(&[ring]).starts_with("M12.0 "));
    }

    #[test]
    fn what_is_pointed_at_is_where_it_was_pointed_at() {
        let square = r#"{"type":"Polygon","coordinates":[[[2.36,48.93],[2.37,48.93],[2.37,48.94],[2.36,48.94],[2.36,48.93]]]}"#;
        let map = Map::of(Some(&Shape::parse(square).unwrap()), &[]).unwrap();
        let pointed = map.under(SHOWN / 2, map.shown_height() / 2);
        assert!(
            (pointed.0 - 48.935).abs() < 1e-4 && (pointed.1 - 2.365).abs() < 1e-4,
            "{pointed:?}"
        );
        assert_eq!(map.square(pointed).to_string(), "E7");
        let middle = map.middle_of("E", 7).unwrap();
        assert_eq!(
            (map.square(middle).to_string(), map.pin(middle)),
            ("E7".to_owned(), (360, 520))
        );
        assert_eq!(map.middle_of("Z", 1), None);
        assert_eq!(Map::columns().last().map(|(name, _)| name.as_str()), Some("H"));
    }

    #[test]
    fn letters_go_on_after_z() {
        assert_eq!([0, 25, 26, 52].map(letter), ["A", "Z", "AA", "BA"]);
    }

    #[test]
    fn what_has_no_extent_is_not_drawn() {
        assert!(Frame::around([(2.36, 48.93)].into_iter()).is_none());
        assert!(Frame::around(std::iter::empty()).is_none());
    }
}
