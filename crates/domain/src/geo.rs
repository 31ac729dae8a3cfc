//! Shapes on the ground: GeoJSON (RFC 7946), checked once at the door.

mod features;

use geojson::{GeoJson, Geometry, GeometryValue, Position};

pub use features::{Feature, features};

use crate::{Code, refusal::Fault, text::BYTE_CEILING};

/// How far beyond a border a corner still counts as within, in metres: two surveys of one border differ by as much.
const BORDER: f64 = 10.0;
/// Metres a degree of latitude, on a sphere of 6,371 km.
const DEGREE: f64 = 111_195.0;
/// A square metre at the equator, in square degrees; further north it is less of one.
const LEAST_EXTENT: f64 = 1.0 / (DEGREE * DEGREE);
/// The most corners of a shape that are looked at, evenly spread.
const CORNERS: usize = 256;

/// How a shape lies to another that should hold it, by its corners.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lying {
    /// All are within.
    Within,
    /// Some are.
    Across,
    /// None is.
    Outside,
}

/// A geometry in WGS 84 degrees, as GeoJSON text without properties or other members: at most 256 KiB.
#[derive(Debug, Clone, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(transparent)]
pub struct Shape(String);

impl Shape {
    /// Reads a geometry, a feature or a collection of features; of features their geometries alone are kept. Types,
    /// numbers of positions, closed rings (RFC 7946 §3.1) and ranges of degrees are checked.
    pub fn parse(raw: &str) -> Result<Self, Fault> {
        if raw.len() > BYTE_CEILING {
            return Err(Fault::new(Code::FieldTooLong).with("max", BYTE_CEILING));
        }
        let malformed = || Fault::new(Code::FieldMalformed);
        let geometry = match raw.parse::<GeoJson>().map_err(|_not_geojson| malformed())? {
            GeoJson::Geometry(geometry) => Some(geometry),
            GeoJson::Feature(feature) => feature.geometry,
            GeoJson::FeatureCollection(collection) => {
                let mut geometries: Vec<_> = collection
                    .features
                    .into_iter()
                    .filter_map(|f| f.geometry)
                    .collect();
                match geometries.len() {
                    0 | 1 => geometries.pop(),
                    _ => Some(Geometry::new(GeometryValue::GeometryCollection { geometries })),
                }
            }
        };
        let bare = bare(geometry.ok_or_else(malformed)?.value)?;
        let text = serde_json::to_string(&bare).map_err(|_no_json| malformed())?;
        if text.len() > BYTE_CEILING {
            return Err(Fault::new(Code::FieldTooLong).with("max", BYTE_CEILING));
        }
        Ok(Self(text))
    }

    /// The same, of which a polygon is needed: what has no extent holds nothing.
    pub fn area(raw: &str) -> Result<Self, Fault> {
        let shape = Self::parse(raw)?;
        if !shape.rings().iter().any(|ring| extent(ring) >= LEAST_EXTENT) {
            return Err(Fault::new(Code::FieldMalformed));
        }
        Ok(shape)
    }

    /// Takes a shape that was accepted before.
    pub fn from_history(text: String) -> Self {
        Self(text)
    }

    /// The GeoJSON text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The rings of its polygons, longitude first: what a drawing fills by the even-odd rule.
    pub fn rings(&self) -> Vec<Vec<(f64, f64)>> {
        match self.0.parse::<GeoJson>() {
            Ok(GeoJson::Geometry(geometry)) => rings_of(&geometry.value),
            Ok(GeoJson::Feature(_) | GeoJson::FeatureCollection(_)) | Err(_) => Vec::new(),
        }
    }

    /// Whether a point lies in it, or within ten metres of its border.
    pub fn holds(&self, longitude: f64, latitude: f64) -> bool {
        let Ok(GeoJson::Geometry(around)) = self.0.parse::<GeoJson>() else {
            return false;
        };
        within(&around.value, longitude, latitude) || is_near(&rings_of(&around.value), longitude, latitude)
    }

    /// How it lies to a perimeter: 256 of its corners are looked at, and what is ten metres beyond a border is within. Where
    /// none is held, it lies across when its border crosses the perimeter's, or goes all around it.
    pub fn lies_in(&self, perimeter: &Self) -> Lying {
        let (Ok(GeoJson::Geometry(own)), Ok(GeoJson::Geometry(around))) =
            (self.0.parse::<GeoJson>(), perimeter.0.parse::<GeoJson>())
        else {
            return Lying::Outside;
        };
        let mut corners = Vec::new();
        corners_of(&own.value, &mut corners);
        let step = corners.len().div_ceil(CORNERS).max(1);
        let looked: Vec<_> = corners.into_iter().step_by(step).collect();
        let borders = rings_of(&around.value);
        let held = looked
            .iter()
            .filter(|(x, y)| within(&around.value, *x, *y) || is_near(&borders, *x, *y))
            .count();
        match held {
            0 if meets(&own.value, &borders) => Lying::Across,
            0 => Lying::Outside,
            held if held == looked.len() => Lying::Within,
            _ => Lying::Across,
        }
    }

    /// Whether a point lies within a polygon of the shape and in none of its holes: even-odd rule, degrees taken as plane
    /// coordinates, which is exact enough for a town. Points and lines contain nothing.
    pub fn contains(&self, latitude: f64, longitude: f64) -> bool {
        match self.0.parse::<GeoJson>() {
            Ok(GeoJson::Geometry(geometry)) => within(&geometry.value, longitude, latitude),
            Ok(GeoJson::Feature(_) | GeoJson::FeatureCollection(_)) | Err(_) => false,
        }
    }
}

/// The extent of a ring in square degrees (shoelace formula), reckoned from its first corner: degrees of one town are alike
/// in all but their last digits.
fn extent(ring: &[(f64, f64)]) -> f64 {
    let Some(&(west, south)) = ring.first() else {
        return 0.0;
    };
    let from_first = |&(x, y): &(f64, f64)| (x - west, y - south);
    let sides = ring
        .iter()
        .map(from_first)
        .zip(ring.iter().skip(1).map(from_first));
    let doubled: f64 = sides
        .map(|((x, y), (next_x, next_y))| x * next_y - next_x * y)
        .sum();
    doubled.abs() / 2.0
}

/// The rings of every polygon in it.
fn rings_of(value: &GeometryValue) -> Vec<Vec<(f64, f64)>> {
    let ring = |positions: &Vec<Position>| {
        let points = positions.iter().filter_map(|position| match position.as_slice() {
            [longitude, latitude, ..] => Some((*longitude, *latitude)),
            _ => None,
        });
        points.collect()
    };
    match value {
        GeometryValue::Polygon { coordinates } => coordinates.iter().map(ring).collect(),
        GeometryValue::MultiPolygon { coordinates } => coordinates.iter().flatten().map(ring).collect(),
        GeometryValue::GeometryCollection { geometries } => geometries
            .iter()
            .flat_map(|geometry| rings_of(&geometry.value))
            .collect(),
        GeometryValue::Point { .. }
        | GeometryValue::MultiPoint { .. }
        | GeometryValue::LineString { .. }
        | GeometryValue::MultiLineString { .. } => Vec::new(),
    }
}

/// Every position in it, longitude first.
fn corners_of(value: &GeometryValue, corners: &mut Vec<(f64, f64)>) {
    let mut add = |position: &Position| {
        if let [longitude, latitude, ..] = position.as_slice() {
            corners.push((*longitude, *latitude));
        }
    };
    match value {
        GeometryValue::Point { coordinates } => add(coordinates),
        GeometryValue::MultiPoint { coordinates } | GeometryValue::LineString { coordinates } => {
            coordinates.iter().for_each(add);
        }
        GeometryValue::MultiLineString { coordinates } | GeometryValue::Polygon { coordinates } => {
            coordinates.iter().flatten().for_each(add);
        }
        GeometryValue::MultiPolygon { coordinates } => {
            coordinates.iter().flatten().flatten().for_each(add);
        }
        GeometryValue::GeometryCollection { geometries } => {
            for geometry in geometries {
                corners_of(&geometry.value, corners);
            }
        }
    }
}

/// Whether the border of a shape crosses one of these, or the shape holds a corner of them: 256 edges of each ring are looked
/// at.
fn meets(shape: &GeometryValue, borders: &[Vec<(f64, f64)>]) -> bool {
    let sampled = |ring: &Vec<(f64, f64)>| {
        let step = ring.len().div_ceil(CORNERS).max(1);
        let last = ring.last().copied();
        ring.iter().copied().step_by(step).chain(last).collect::<Vec<_>>()
    };
    let own: Vec<_> = rings_of(shape).iter().map(sampled).collect();
    borders.iter().map(sampled).any(|border| {
        border.iter().any(|(x, y)| within(shape, *x, *y))
            || own.iter().any(|ring| {
                ring.windows(2)
                    .any(|edge| border.windows(2).any(|other| cross(edge, other)))
            })
    })
}

/// Whether two edges cross: the ends of each lie on two sides of the other.
fn cross(one: &[(f64, f64)], other: &[(f64, f64)]) -> bool {
    let ([a, b], [c, d]) = (one, other) else {
        return false;
    };
    let side = |from: &(f64, f64), to: &(f64, f64), point: &(f64, f64)| {
        (to.0 - from.0) * (point.1 - from.1) - (to.1 - from.1) * (point.0 - from.0)
    };
    side(a, b, c) * side(a, b, d) < 0.0 && side(c, d, a) * side(c, d, b) < 0.0
}

/// Whether a point is no further from a border than two surveys differ.
fn is_near(rings: &[Vec<(f64, f64)>], x: f64, y: f64) -> bool {
    let across = DEGREE * y.to_radians().cos();
    let metres = |(to_x, to_y): &(f64, f64)| ((to_x - x) * across, (to_y - y) * DEGREE);
    rings.iter().any(|ring| {
        ring.iter().zip(ring.iter().skip(1)).any(|(one, next)| {
            let ((x1, y1), (x2, y2)) = (metres(one), metres(next));
            let (dx, dy) = (x2 - x1, y2 - y1);
            let length = dx * dx + dy * dy;
            let along = if length > 0.0 {
                (-(x1 * dx + y1 * dy) / length).clamp(0.0, 1.0)
            } else {
                0.0
            };
            (x1 + along * dx).hypot(y1 + along * dy) <= BORDER
        })
    })
}

fn within(value: &GeometryValue, x: f64, y: f64) -> bool {
    match value {
        GeometryValue::Polygon { coordinates } => encloses(coordinates, x, y),
        GeometryValue::MultiPolygon { coordinates } => coordinates.iter().any(|rings| encloses(rings, x, y)),
        GeometryValue::GeometryCollection { geometries } => {
            geometries.iter().any(|geometry| within(&geometry.value, x, y))
        }
        GeometryValue::Point { .. }
        | GeometryValue::MultiPoint { .. }
        | GeometryValue::LineString { .. }
        | GeometryValue::MultiLineString { .. } => false,
    }
}

/// Whether a ray to the east crosses the rings an odd number of times.
fn encloses(rings: &[Vec<Position>], x: f64, y: f64) -> bool {
    let mut inside = false;
    for ring in rings {
        for (one, next) in ring.iter().zip(ring.iter().skip(1)) {
            let ([x1, y1, ..], [x2, y2, ..]) = (one.as_slice(), next.as_slice()) else {
                continue;
            };
            if (*y1 > y) != (*y2 > y) && x < (x2 - x1) * (y - y1) / (y2 - y1) + x1 {
                inside = !inside;
            }
        }
    }
    inside
}

/// The geometry without bounding boxes and foreign members, or what is wrong with it.
fn bare(value: GeometryValue) -> Result<Geometry, Fault> {
    let fits = match &value {
        GeometryValue::Point { coordinates } => position(coordinates)?,
        GeometryValue::MultiPoint { coordinates } => !coordinates.is_empty() && all(coordinates, position)?,
        GeometryValue::LineString { coordinates } => line(coordinates)?,
        GeometryValue::MultiLineString { coordinates } => {
            !coordinates.is_empty() && all(coordinates, |l| line(l))?
        }
        GeometryValue::Polygon { coordinates } => polygon(coordinates)?,
        GeometryValue::MultiPolygon { coordinates } => {
            !coordinates.is_empty() && all(coordinates, |p| polygon(p))?
        }
        GeometryValue::GeometryCollection { geometries } => !geometries.is_empty(),
    };
    if !fits {
        return Err(Fault::new(Code::FieldMalformed));
    }
    Ok(Geometry::new(match value {
        GeometryValue::GeometryCollection { geometries } => GeometryValue::GeometryCollection {
            geometries: geometries
                .into_iter()
                .map(|geometry| bare(geometry.value))
                .collect::<Result<_, _>>()?,
        },
        simple => simple,
    }))
}

fn all<T>(items: &[T], check: impl Fn(&T) -> Result<bool, Fault>) -> Result<bool, Fault> {
    items.iter().try_fold(true, |fits, item| Ok(check(item)? && fits))
}

/// Longitude, latitude and perhaps a height, in their ranges.
fn position(position: &Position) -> Result<bool, Fault> {
    let (longitude, latitude) = match position.as_slice() {
        [longitude, latitude] => (longitude, latitude),
        [longitude, latitude, height] if height.is_finite() => (longitude, latitude),
        _ => return Ok(false),
    };
    if (-180.0..=180.0).contains(longitude) && (-90.0..=90.0).contains(latitude) {
        Ok(true)
    } else {
        Err(Fault::new(Code::FieldOutOfRange))
    }
}

fn line(positions: &[Position]) -> Result<bool, Fault> {
    Ok(all(positions, position)? && positions.len() >= 2)
}

/// Rings of four positions or more, of which the last is the first.
fn polygon(rings: &[Vec<Position>]) -> Result<bool, Fault> {
    let ring =
        |ring: &Vec<Position>| Ok(all(ring, position)? && ring.len() >= 4 && ring.first() == ring.last());
    Ok(all(rings, ring)? && !rings.is_empty())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const SQUARE: &str =
        r#"{"type":"Polygon","coordinates":[[[2.35,48.93],[2.36,48.93],[2.36,48.94],[2.35,48.93]]]}"#;

    #[test]
    fn geometries_are_kept_and_properties_are_not() {
        let square = Shape::parse(SQUARE).unwrap();
        let feature = format!(r#"{{"type":"Feature","properties":{{"owner":"Ana"}},"geometry":{SQUARE}}}"#);
        assert_eq!(Shape::parse(&feature).unwrap(), square);
        let collection = format!(r#"{{"type":"FeatureCollection","features":[{feature}]}}"#);
        assert_eq!(Shape::parse(&collection).unwrap(), square);
        let two = format!(r#"{{"type":"FeatureCollection","features":[{feature},{feature}]}}"#);
        let two = Shape::parse(&two).unwrap();
        assert!(two.as_str().contains("GeometryCollection") && !two.as_str().contains("Ana"));
        assert_eq!(Shape::parse(two.as_str()).unwrap(), two);
        let named = SQUARE.replacen('{', r#"{"owner":"Ana","bbox":[0,0,1,1],"#, 1);
        assert_eq!(Shape::parse(&named).unwrap(), square);
    }

    #[test]
    fn a_shape_contains_what_lies_in_a_polygon_and_in_no_hole() {
        let ring = |low: u32, high: u32| {
            format!("[[{low},{low}],[{high},{low}],[{high},{high}],[{low},{high}],[{low},{low}]]")
        };
        let holed = format!(
            r#"{{"type":"Polygon","coordinates":[{},{}]}}"#,
            ring(0, 10),
            ring(4, 6)
        );
        let point = r#"{"type":"Point","coordinates":[20,20]}"#;
        let both = format!(r#"{{"type":"GeometryCollection","geometries":[{holed},{point}]}}"#);
        for shape in [Shape::parse(&holed).unwrap(), Shape::parse(&both).unwrap()] {
            for (latitude, longitude, inside) in [
                (1.0, 9.0, true),
                (5.0, 5.0, false),
                (11.0, 5.0, false),
                (5.0, -1.0, false),
                (20.0, 20.0, false),
            ] {
                assert_eq!(
                    shape.contains(latitude, longitude),
                    inside,
                    "{latitude} {longitude}"
                );
            }
        }
        // Latitude is not longitude.
        let strip =
            Shape::parse(r#"{"type":"Polygon","coordinates":[[[0,0],[9,0],[9,1],[0,1],[0,0]]]}"#).unwrap();
        assert!(strip.contains(0.5, 8.0) && !strip.contains(8.0, 0.5));
    }

    #[test]
    fn a_shape_lies_within_a_perimeter_across_its_border_or_outside() {
        let square = |west: f64, east: f64| {
            Shape::parse(&format!(
                r#"{{"type":"Polygon","coordinates":[[[{west},48.93],[{east},48.93],[{east},48.94],[{west},48.94],[{west},48.93]]]}}"#
            ))
            .unwrap()
        };
        let perimeter = square(2.35, 2.36);
        for (west, east, lying) in [
            (2.35, 2.36, Lying::Within),
            (2.352, 2.358, Lying::Within),
            // Seven metres beyond the border, and seventy.
            (2.3499, 2.3601, Lying::Within),
            (2.352, 2.361, Lying::Across),
            (2.362, 2.37, Lying::Outside),
        ] {
            assert_eq!(square(west, east).lies_in(&perimeter), lying, "{west} {east}");
        }
        // All around it, and a band that no corner of either is in.
        for (west, east, south, north) in [(2.34, 2.37, 48.92, 48.95), (2.34, 2.37, 48.934, 48.936)] {
            let around = Shape::parse(&format!(
                r#"{{"type":"Polygon","coordinates":[[[{west},{south}],[{east},{south}],[{east},{north}],[{west},{north}],[{west},{south}]]]}}"#
            ))
            .unwrap();
            assert_eq!(around.lies_in(&perimeter), Lying::Across, "{south} {north}");
        }
        let point = Shape::parse(r#"{"type":"Point","coordinates":[2.355,48.935]}"#).unwrap();
        assert_eq!(point.lies_in(&perimeter), Lying::Within);
        assert_eq!(perimeter.lies_in(&point), Lying::Outside);
    }

    #[test]
    fn an_area_has_an_extent() {
        let there_and_back =
            r#"{"type":"Polygon","coordinates":[[[2.35,48.93],[2.36,48.94],[2.355,48.935],[2.35,48.93]]]}"#;
        let one_place =
            r#"{"type":"Polygon","coordinates":[[[2.35,48.93],[2.35,48.93],[2.35,48.93],[2.35,48.93]]]}"#;
        let point = r#"{"type":"Point","coordinates":[2.355,48.935]}"#;
        for raw in [there_and_back, one_place, point] {
            assert_eq!(Shape::area(raw).unwrap_err().code, Code::FieldMalformed, "{raw}");
        }
        // A bench has one; where one of several polygons has, all are kept.
        let bench = r#"{"type":"Polygon","coordinates":[[[2.35,48.93],[2.35003,48.93],[2.35003,48.93002],[2.35,48.93002],[2.35,48.93]]]}"#;
        let both = format!(r#"{{"type":"GeometryCollection","geometries":[{one_place},{bench}]}}"#);
        for raw in [SQUARE, bench, &both] {
            Shape::area(raw).unwrap();
        }
    }

    #[test]
    fn what_is_no_shape_on_the_ground_is_refused() {
        for (raw, code) in [
            ("", Code::FieldMalformed),
            ("{}", Code::FieldMalformed),
            (r#"{"type":"Circle","coordinates":[2,48]}"#, Code::FieldMalformed),
            (r#"{"type":"Point","coordinates":[2]}"#, Code::FieldMalformed),
            (
                r#"{"type":"Point","coordinates":[2,48,1,1]}"#,
                Code::FieldMalformed,
            ),
            (r#"{"type":"Point","coordinates":[2,91]}"#, Code::FieldOutOfRange),
            (
                r#"{"type":"Point","coordinates":[652000.0,6862000.0]}"#,
                Code::FieldOutOfRange,
            ),
            (
                r#"{"type":"Point","coordinates":["2","48"]}"#,
                Code::FieldMalformed,
            ),
            (
                r#"{"type":"LineString","coordinates":[[2,48]]}"#,
                Code::FieldMalformed,
            ),
            (r#"{"type":"Polygon","coordinates":[]}"#, Code::FieldMalformed),
            (
                r#"{"type":"Polygon","coordinates":[[[2,48],[3,48],[3,49],[2,49]]]}"#,
                Code::FieldMalformed,
            ),
            (
                r#"{"type":"GeometryCollection","geometries":[]}"#,
                Code::FieldMalformed,
            ),
            (
                r#"{"type":"GeometryCollection","geometries":[{"type":"Point","coordinates":[2,-91]}]}"#,
                Code::FieldOutOfRange,
            ),
            (
                r#"{"type":"Feature","properties":null,"geometry":null}"#,
                Code::FieldMalformed,
            ),
        ] {
            assert_eq!(Shape::parse(raw).map_err(|fault| fault.code), Err(code), "{raw}");
        }
        let positions = "[2.0,48.0],".repeat(30_000);
        let long = format!(r#"{{"type":"LineString","coordinates":[{positions}[2,48]]}}"#);
        assert_eq!(Shape::parse(&long).unwrap_err().code, Code::FieldTooLong);
        let deep = format!(
            "{}{}{}",
            r#"{"type":"GeometryCollection","geometries":["#.repeat(200),
            SQUARE,
            "]}".repeat(200)
        );
        assert_eq!(Shape::parse(&deep).unwrap_err().code, Code::FieldMalformed);
    }

    proptest! {
        #[test]
        fn no_text_panics_and_what_is_accepted_reads_back_the_same(
            raw in r#"\{"type":"(Point|LineString|Polygon|MultiPoint)","coordinates":[\[\]0-9.,e-]{1,40}\}"#
        ) {
            if let Ok(shape) = Shape::parse(&raw) {
                prop_assert_eq!(Shape::parse(shape.as_str()), Ok(shape));
            }
        }
    }
}
