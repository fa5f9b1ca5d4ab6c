package ui

import "github.com/gdamore/tcell/v2"

// A cell of braille has two columns of four dots.
const (
	dotsAcross = 2
	dotsDown   = 4
)

// brailleBits are the bits of U+2800 for the dots of a cell, by row and column.
var brailleBits = [dotsDown][dotsAcross]uint8{{0x01, 0x08}, {0x02, 0x10}, {0x04, 0x20}, {0x40, 0x80}}

// columnBits are those of the dots from a row down to the last, by column.
var columnBits = [dotsAcross][dotsDown + 1]uint8{{0x47, 0x46, 0x44, 0x40, 0}, {0xb8, 0xb0, 0xa0, 0x80, 0}}

// brailleTexts are the 256 characters of braille, so that none has to be made.
const brailleTexts = "⠀⠁⠂⠃⠄⠅⠆⠇⠈⠉⠊⠋⠌⠍⠎⠏⠐⠑⠒⠓⠔⠕⠖⠗⠘⠙⠚⠛⠜⠝⠞⠟⠠⠡⠢⠣⠤⠥⠦⠧⠨⠩⠪⠫⠬⠭⠮⠯⠰⠱⠲⠳⠴⠵⠶⠷⠸⠹⠺⠻⠼⠽⠾⠿" +
	"⡀⡁⡂⡃⡄⡅⡆⡇⡈⡉⡊⡋⡌⡍⡎⡏⡐⡑⡒⡓⡔⡕⡖⡗⡘⡙⡚⡛⡜⡝⡞⡟⡠⡡⡢⡣⡤⡥⡦⡧⡨⡩⡪⡫⡬⡭⡮⡯⡰⡱⡲⡳⡴⡵⡶⡷⡸⡹⡺⡻⡼⡽⡾⡿" +
	"⢀⢁⢂⢃⢄⢅⢆⢇⢈⢉⢊⢋⢌⢍⢎⢏⢐⢑⢒⢓⢔⢕⢖⢗⢘⢙⢚⢛⢜⢝⢞⢟⢠⢡⢢⢣⢤⢥⢦⢧⢨⢩⢪⢫⢬⢭⢮⢯⢰⢱⢲⢳⢴⢵⢶⢷⢸⢹⢺⢻⢼⢽⢾⢿" +
	"⣀⣁⣂⣃⣄⣅⣆⣇⣈⣉⣊⣋⣌⣍⣎⣏⣐⣑⣒⣓⣔⣕⣖⣗⣘⣙⣚⣛⣜⣝⣞⣟⣠⣡⣢⣣⣤⣥⣦⣧⣨⣩⣪⣫⣬⣭⣮⣯⣰⣱⣲⣳⣴⣵⣶⣷⣸⣹⣺⣻⣼⣽⣾⣿"

// brailleText is the character with some dots.
func brailleText(bits uint8) string { return brailleTexts[3*int(bits) : 3*int(bits)+3] }

// dots is a picture of braille cells. A cell has one style, that of the series
// in it with the highest rank; a sign covers its dots.
type dots struct {
	w, h  int // cells
	cells []dotCell
}

// dotCell is a cell of the picture.
type dotCell struct {
	bits uint8
	rank uint8 // of the highest series that has a dot here; 0: none
	top  uint8 // of the sign, 0: there is none
	sign byte
}

// dotInk is how a rank is drawn.
type dotInk struct {
	style tcell.Style
	ascii byte // stands for its dots where braille cannot be shown
}

// reset makes the picture w cells wide and h high, and empty.
func (d *dots) reset(w, h int) {
	d.w, d.h = max(w, 0), max(h, 0)
	if n := d.w * d.h; cap(d.cells) < n {
		d.cells = make([]dotCell, n)
	} else {
		d.cells = d.cells[:n]
		clear(d.cells)
	}
}

// dotsWide and dotsHigh are the size in dots.
func (d *dots) dotsWide() int { return d.w * dotsAcross }
func (d *dots) dotsHigh() int { return d.h * dotsDown }

// put adds dots of a rank to a cell.
func (c *dotCell) put(bits, rank uint8) {
	c.bits |= bits
	c.rank = max(c.rank, rank)
}

// dot draws a dot; one outside of the picture is left out.
func (d *dots) dot(x, y int, rank uint8) {
	if x < 0 || y < 0 || x >= d.dotsWide() || y >= d.dotsHigh() {
		return
	}
	d.cells[y/dotsDown*d.w+x/dotsAcross].put(brailleBits[y%dotsDown][x%dotsAcross], rank)
}

// thinBits are the dots of every second row.
const thinBits = 0x01 | 0x08 | 0x04 | 0x20

// down draws the dots of column x from row a to row b, whichever is higher; thin:
// every second.
func (d *dots) down(x, a, b int, thin bool, rank uint8) {
	if a > b {
		a, b = b, a
	}
	a, b = max(a, 0), min(b, d.dotsHigh()-1)
	if x < 0 || x >= d.dotsWide() || a > b {
		return
	}
	column := &columnBits[x%dotsAcross]
	for row := a / dotsDown; row <= b/dotsDown; row++ {
		bits := column[max(a-row*dotsDown, 0)]
		if rest := b - row*dotsDown + 1; rest < dotsDown {
			bits &^= column[rest]
		}
		if thin && bits&thinBits != 0 {
			bits &= thinBits
		}
		d.cells[row*d.w+x/dotsAcross].put(bits, rank)
	}
}

// across draws the dots of row y from column a to column b, every step-th of
// the picture.
func (d *dots) across(y, a, b, step int, rank uint8) {
	if a > b {
		a, b = b, a
	}
	a, b = max(a, 0), min(b, d.dotsWide()-1)
	if y < 0 || y >= d.dotsHigh() || a > b {
		return
	}
	cells := d.cells[y/dotsDown*d.w:]
	bits := brailleBits[y%dotsDown]
	for x := a + (step-a%step)%step; x <= b; x += step {
		cells[x/dotsAcross].put(bits[x%dotsAcross], rank)
	}
}

// mark puts a sign into the cell of a dot, unless one of a higher rank is there.
func (d *dots) mark(x, y int, sign byte, rank uint8) {
	if x < 0 || y < 0 || x >= d.dotsWide() || y >= d.dotsHigh() {
		return
	}
	if c := &d.cells[y/dotsDown*d.w+x/dotsAcross]; rank >= c.top {
		c.sign, c.top = sign, rank
	}
}

// text is what a cell shows and the rank whose style it has; rank 0 for nothing.
func (c *dotCell) text(asciiOnly bool, inks []dotInk) (string, uint8) {
	switch {
	case c.top > 0:
		return ascii[c.sign : c.sign+1], c.top
	case c.bits == 0:
		return " ", 0
	case asciiOnly:
		sign := inks[c.rank].ascii
		return ascii[sign : sign+1], c.rank
	}
	return brailleText(c.bits), c.rank
}

// draw writes the cells that are not empty to the screen. inks are those of the
// ranks; asciiOnly says that braille cannot be shown.
func (d *dots) draw(screen tcell.Screen, x, y int, inks []dotInk, asciiOnly bool) {
	for row := range d.h {
		for col := range d.w {
			if text, rank := d.cells[row*d.w+col].text(asciiOnly, inks); rank > 0 {
				screen.Put(x+col, y+row, text, inks[rank].style)
			}
		}
	}
}

// empty reports whether nothing is drawn in a cell.
func (d *dots) empty(x, y int) bool {
	c := &d.cells[y*d.w+x]
	return c.bits == 0 && c.top == 0
}
