// A coarse map of the world's land for the dotted globe, drawn by hand from common knowledge: a few
// dozen corners a continent are enough at this size. No borders between countries, on purpose.

/** Latitude and longitude in degrees. */
export type GeoPoint = readonly [latitude: number, longitude: number];

const LAND: readonly (readonly GeoPoint[])[] = [
  // Africa
  [
    [37, 10],
    [36, -5],
    [28, -13],
    [21, -17],
    [14, -17],
    [8, -13],
    [4, -8],
    [5, 1],
    [4, 8],
    [0, 9],
    [-6, 12],
    [-16, 12],
    [-28, 16],
    [-34, 19],
    [-34, 26],
    [-26, 33],
    [-18, 37],
    [-10, 40],
    [0, 43],
    [11, 51],
    [12, 43],
    [20, 37],
    [28, 33],
    [31, 30],
    [32, 20],
  ],
  // Madagascar
  [
    [-12, 49],
    [-16, 44],
    [-25, 45],
    [-22, 48],
  ],
  // Europe and northern Asia
  [
    [36, -6],
    [43, -9],
    [48, -4],
    [52, 5],
    [55, 8],
    [57, 10],
    [54, 14],
    [57, 22],
    [60, 25],
    [60, 21],
    [66, 25],
    [65, 21],
    [56, 13],
    [59, 5],
    [64, 11],
    [70, 20],
    [71, 28],
    [67, 40],
    [68, 54],
    [72, 70],
    [76, 100],
    [73, 115],
    [72, 140],
    [70, 160],
    [68, 178],
    [62, 178],
    [60, 164],
    [52, 158],
    [58, 156],
    [60, 152],
    [55, 136],
    [48, 140],
    [43, 131],
    [39, 128],
    [35, 129],
    [35, 126],
    [39, 124],
    [38, 118],
    [31, 122],
    [23, 116],
    [21, 109],
    [16, 108],
    [10, 107],
    [9, 105],
    [13, 100],
    [7, 100],
    [1, 104],
    [3, 101],
    [9, 98],
    [16, 96],
    [17, 94],
    [22, 91],
    [21, 87],
    [16, 82],
    [10, 80],
    [8, 77],
    [13, 75],
    [19, 73],
    [21, 70],
    [24, 68],
    [25, 61],
    [27, 57],
    [30, 49],
    [24, 52],
    [25, 56],
    [22, 59],
    [17, 55],
    [13, 45],
    [21, 39],
    [28, 35],
    [32, 35],
    [36, 36],
    [37, 28],
    [41, 29],
    [41, 24],
    [37, 23],
    [45, 14],
    [44, 12],
    [40, 18],
    [38, 16],
    [44, 9],
    [43, 4],
    [37, -1],
  ],
  // British Isles
  [
    [50, -5],
    [51, 1],
    [54, 0],
    [58, -3],
    [55, -6],
    [52, -4],
  ],
  // Japan
  [
    [31, 131],
    [34, 136],
    [36, 140],
    [41, 141],
    [45, 142],
    [42, 140],
    [37, 137],
    [34, 131],
  ],
  // Sri Lanka
  [
    [9.5, 80],
    [7, 79.5],
    [6, 80.5],
    [7.5, 82],
  ],
  // Sumatra, Java
  [
    [5, 95],
    [0, 104],
    [-6, 106],
    [-7, 112],
    [-8, 115],
    [-8, 108],
    [-5, 104],
    [2, 97],
  ],
  // Borneo
  [
    [7, 117],
    [4, 118],
    [-3, 116],
    [-3, 111],
    [2, 109],
  ],
  // Sulawesi and the islands east of it
  [
    [1, 120],
    [1, 125],
    [-1, 121],
    [-5, 122],
    [-4, 119],
  ],
  // New Guinea
  [
    [-1, 131],
    [-3, 141],
    [-6, 147],
    [-10, 150],
    [-8, 144],
    [-8, 138],
    [-4, 133],
  ],
  // Philippines
  [
    [18, 121],
    [13, 124],
    [7, 126],
    [7, 122],
    [13, 120],
  ],
  // Australia
  [
    [-11, 142],
    [-19, 147],
    [-28, 153],
    [-37, 150],
    [-38, 141],
    [-32, 132],
    [-35, 117],
    [-26, 113],
    [-20, 119],
    [-14, 127],
    [-12, 136],
    [-17, 140],
  ],
  // New Zealand
  [
    [-35, 173],
    [-38, 178],
    [-46, 169],
    [-44, 168],
    [-40, 172],
  ],
  // North and Central America
  [
    [70, -160],
    [71, -130],
    [68, -100],
    [70, -85],
    [62, -78],
    [52, -80],
    [58, -66],
    [52, -56],
    [46, -60],
    [42, -70],
    [35, -76],
    [30, -81],
    [25, -80],
    [30, -90],
    [26, -97],
    [19, -96],
    [21, -87],
    [15, -84],
    [9, -80],
    [8, -77],
    [8, -83],
    [16, -96],
    [23, -107],
    [31, -114],
    [23, -110],
    [34, -120],
    [48, -124],
    [58, -136],
    [60, -148],
    [55, -162],
    [62, -166],
  ],
  // Greenland
  [
    [60, -44],
    [70, -54],
    [78, -72],
    [83, -32],
    [72, -22],
  ],
  // South America
  [
    [12, -72],
    [10, -62],
    [4, -51],
    [-5, -35],
    [-13, -39],
    [-23, -42],
    [-34, -54],
    [-40, -62],
    [-52, -69],
    [-54, -66],
    [-46, -75],
    [-30, -71],
    [-18, -70],
    [-6, -81],
    [1, -79],
    [8, -77],
  ],
];

/** Cities between which messages fly; none of them means anything more than its place. */
export const CITIES: readonly GeoPoint[] = [
  [28.6, 77.2],
  [19.1, 72.9],
  [13.1, 80.3],
  [-6.2, 106.8],
  [23.8, 90.4],
  [35.7, 139.7],
  [-1.3, 36.8],
  [30, 31.2],
  [51.5, -0.1],
  [-33.9, 151.2],
  [1.35, 103.8],
  [6.9, 79.9],
];

/** Degrees between dots at the equator. */
const STEP = 3.4;

/** @returns the middle of every dot on land. Cost: a few milliseconds; call it once a clip. */
export function landDots(): GeoPoint[] {
  const dots: GeoPoint[] = [];
  for (let latitude = -56; latitude <= 80; latitude += STEP) {
    const step = STEP / Math.cos((latitude * Math.PI) / 180);
    for (let longitude = -180; longitude < 180; longitude += step) {
      if (LAND.some((coast) => isInside(latitude, longitude, coast)))
        dots.push([latitude, longitude]);
    }
  }
  return dots;
}

/** Counts the coast's crossings of a ray to the east. */
function isInside(latitude: number, longitude: number, coast: readonly GeoPoint[]): boolean {
  let inside = false;
  let previous = coast.at(-1);
  for (const corner of coast) {
    if (previous !== undefined && corner[0] > latitude !== previous[0] > latitude) {
      const share = (latitude - corner[0]) / (previous[0] - corner[0]);
      if (longitude < corner[1] + share * (previous[1] - corner[1])) inside = !inside;
    }
    previous = corner;
  }
  return inside;
}
