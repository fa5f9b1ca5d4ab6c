package main

import (
	"bufio"
	"fmt"
	"io"
	"strconv"
	"strings"

	"tcptui/explain"
	"tcptui/flows"
	"tcptui/ui"
)

// quiz asks for states before the lines that tell them. Answers are numbers, a line
// each; where there are no more, the right one is printed.
type quiz struct {
	out          io.Writer
	answers      *bufio.Scanner
	right, asked int
}

// ask asks what a frame does.
func (q *quiz) ask(v *flows.View) error {
	for _, now := range ui.Questions(v.Snap, v.Row.No) {
		var b strings.Builder
		fmt.Fprintf(&b, "\n  %s. %s\n ", now.Fact, explain.Which)
		for i, state := range now.Choices {
			fmt.Fprintf(&b, "  %d %s", i+1, state)
		}
		if _, err := io.WriteString(q.out, b.String()+"\n"); err != nil {
			return err
		}
		if _, err := io.WriteString(q.out, q.judge(&now)); err != nil {
			return err
		}
	}
	return nil
}

// judge reads an answer and says what is right.
func (q *quiz) judge(now *explain.Question) string {
	var b strings.Builder
	right, word := strconv.Itoa(now.Right+1), "  "
	if q.answers.Scan() {
		q.asked++
		word = "  No: "
		if strings.TrimSpace(q.answers.Text()) == right {
			q.right++
			word = "  Right: "
		}
	}
	writeWrapped(&b, word+right+" "+now.Choices[now.Right].String()+". "+now.Why, 2)
	return b.String()
}

// end tells the score.
func (q *quiz) end() error {
	if q.asked == 0 {
		return nil
	}
	_, err := fmt.Fprintf(q.out, "\n%d of %d right\n", q.right, q.asked)
	return err
}
