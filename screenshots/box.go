package screenshots

import (
	"math"
	"slices"
)

// arms has, for U+2500 to U+257F, the four lines from the centre: up, right,
// down, left. ' ' is none, 'l' light, 'h' heavy, 'd' double. What is dashed
// is in dashes; boxShape knows the arcs and diagonals.
const arms = "" +
	" l l h hl l h h  l l h hl l h h  l l h hl l h h  ll  hl  lh  hh " + // 2500 ─━│┃┄┅┆┇┈┉┊┋┌┍┎┏
	"  ll  lh  hl  hhll  lh  hl  hh  l  ll  hh  lh  hlll lhl hll llh " + // 2510 ┐┑┒┓└┕┖┗┘┙┚┛├┝┞┟
	"hlh hhl lhh hhh l lll lhh lll hlh hlh lhl hhh hh lll llh hll hlh" + // 2520 ┠┡┢┣┤┥┦┧┨┩┪┫┬┭┮┯
	" lhl lhh hhl hhhll lll hlh llh hhl lhl hhh lhh hlllllllhlhlllhlh" + // 2530 ┰┱┲┳┴┵┶┷┸┹┺┻┼┽┾┿
	"hlllllhlhlhlhllhhhllllhhlhhlhhlhlhhhhlhhhhhlhhhh l l h hl l h h " + // 2540 ╀╁╂╃╄╅╆╇╈╉╊╋╌╍╎╏
	" d dd d  dl  ld  dd   ld  dl  ddld  dl  dd  l  dd  ld  dldl dld " + // 2550 ═║╒╓╔╕╖╗╘╙╚╛╜╝╞╟
	"ddd l ldd dld dd dld ldl dddld ddl ldd dldlddldldddd ll   lll  l" + // 2560 ╠╡╢╣╤╥╦╧╨╩╪╫╬╭╮╯
	"ll                 ll    l    l    hh    h    h  h ll h  l hh l " // 2570 ╰╱╲╳╴╵╶╷╸╹╺╻╼╽╾╿

// dashes is how many pieces a dashed line has, by character.
var dashes = map[rune]int{
	'┄': 3, '┅': 3, '┆': 3, '┇': 3, '┈': 4, '┉': 4, '┊': 4, '┋': 4, '╌': 2, '╍': 2, '╎': 2, '╏': 2,
}

// The four arms, clockwise.
const (
	up = iota
	right
	down
	left
)

// box draws one box drawing character.
type box struct {
	shape
	w, h, line float64
	arms       string
}

func boxShape(r rune, w, h, line float64) shape {
	b := box{shape: shape{opacity: 1}, w: w, h: h, line: line, arms: arms[4*(r-0x2500) : 4*(r-0x2500)+4]}
	switch {
	case r >= '╭' && r <= '╰':
		b.arc()
	case r >= '╱' && r <= '╳':
		if r != '╲' {
			b.diagonal(point{w, 0}, point{0, h})
		}
		if r != '╱' {
			b.diagonal(point{0, 0}, point{w, h})
		}
	case dashes[r] > 0:
		b.dashed(dashes[r])
	default:
		for arm := range 4 {
			b.arm(arm)
		}
	}
	return b.shape
}

// center is where the lines meet: the middle of a line of whole pixels, so that
// the lines of all cells do.
func (b *box) center() point {
	return point{math.Floor((b.w-b.line)/2) + b.line/2, math.Floor((b.h-b.line)/2) + b.line/2}
}

// thick is the thickness of an arm's line.
func (b *box) thick(arm int) float64 {
	if b.arms[arm] == 'h' {
		return 3 * b.line
	}
	return b.line
}

// stroke draws a line along an arm: at `aside` of the axis, to the right as
// seen from the centre, from `near` to the edge, both measured from the centre.
func (b *box) stroke(arm int, aside, near, thick float64) {
	c := b.center()
	low, high := aside-thick/2, aside+thick/2
	switch arm {
	case up:
		b.rect(c.x+low, 0, c.x+high, c.y-near)
	case right:
		b.rect(c.x+near, c.y+low, b.w, c.y+high)
	case down:
		b.rect(c.x-high, c.y+near, c.x-low, b.h)
	case left:
		b.rect(0, c.y-high, c.x-near, c.y-low)
	}
}

// arm draws one arm up to where it meets the others.
func (b *box) arm(arm int) {
	clockwise, opposite, counter := (arm+1)%4, (arm+2)%4, (arm+3)%4
	kind := b.arms[arm]
	apart := math.Ceil(1.5 * b.line) // half the distance between a double line's middles
	switch {
	case kind == ' ':
	case kind == 'd':
		b.stroke(arm, apart, b.inner(clockwise, counter, opposite, apart), b.line)
		b.stroke(arm, -apart, b.inner(counter, clockwise, opposite, apart), b.line)
	default:
		b.stroke(arm, 0, b.meet(clockwise, counter, opposite, apart), b.thick(arm))
	}
}

// inner says where one line of a double arm begins: `beside` is the arm on its
// own side, `beyond` the one across.
func (b *box) inner(beside, beyond, opposite int, apart float64) float64 {
	switch {
	case b.arms[beside] == 'd':
		return apart - b.line/2
	case b.arms[beyond] == 'd' && b.arms[opposite] == ' ':
		return -apart - b.line/2
	case b.arms[opposite] == ' ':
		return -b.line / 2
	}
	return 0
}

// meet says where a single arm begins.
func (b *box) meet(clockwise, counter, opposite int, apart float64) float64 {
	doubles := 0
	thickest := 0.0
	for _, arm := range []int{clockwise, counter} {
		if b.arms[arm] == 'd' {
			doubles++
		}
		if b.arms[arm] != ' ' {
			thickest = max(thickest, b.thick(arm))
		}
	}
	switch {
	case doubles == 2 && b.arms[opposite] == ' ':
		return apart
	case doubles == 1 && b.arms[opposite] == ' ':
		return -apart - b.line/2
	case b.arms[opposite] == ' ':
		return -thickest / 2
	}
	return 0
}

// dashed draws a straight line in pieces.
func (b *box) dashed(pieces int) {
	c, n := b.center(), float64(pieces)
	for i := range pieces {
		from, to := (float64(i)+0.2)/n, (float64(i)+0.8)/n
		if b.arms[left] != ' ' {
			b.rect(b.w*from, c.y-b.thick(left)/2, b.w*to, c.y+b.thick(left)/2)
		} else {
			b.rect(c.x-b.thick(up)/2, b.h*from, c.x+b.thick(up)/2, b.h*to)
		}
	}
}

// arc draws a rounded corner: a quarter of a circle and two straight ends.
func (b *box) arc() {
	c := b.center()
	dx, dy, radius := 1.0, 1.0, b.w-c.x // towards the arms; to the edge sideways
	if b.arms[left] != ' ' {
		dx, radius = -1, c.x
	}
	if b.arms[up] != ' ' {
		dy = -1
	}
	radius = min(radius, math.Floor(b.h/2))
	center := point{c.x + dx*radius, c.y + dy*radius}
	const steps = 8
	var outer, within []point
	for i := range steps + 1 {
		sin, cos := math.Sincos(math.Pi / 2 * float64(i) / steps)
		far, near := radius+b.line/2, radius-b.line/2
		outer = append(outer, point{center.x - dx*far*cos, center.y - dy*far*sin})
		within = append(within, point{center.x - dx*near*cos, center.y - dy*near*sin})
	}
	slices.Reverse(within)
	b.add(append(outer, within...))
	vertical, horizontal := down, right
	if dy < 0 {
		vertical = up
	}
	if dx < 0 {
		horizontal = left
	}
	b.stroke(vertical, 0, radius, b.line)
	b.stroke(horizontal, 0, radius, b.line)
}

// diagonal draws a line from corner to corner.
func (b *box) diagonal(from, to point) {
	length := math.Hypot(to.x-from.x, to.y-from.y)
	x, y := (to.y-from.y)/length*b.line/2, (from.x-to.x)/length*b.line/2
	b.add([]point{{from.x + x, from.y + y}, {to.x + x, to.y + y}, {to.x - x, to.y - y}, {from.x - x, from.y - y}})
}
