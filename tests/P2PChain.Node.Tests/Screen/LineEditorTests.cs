using CsCheck;
using P2PChain.Node.Screen;

namespace P2PChain.Node.Tests.Screen;

public sealed class LineEditorTests
{
    private readonly LineEditor _editor = new(static before => before.Length == 0
        ? ["request", "release", "status"]
        : ["laptop-001", "laptop-002", "van-3"]);

    [Theory]
    [InlineData("abc", "abc|")]
    [InlineData("abc<LeftArrow><LeftArrow>x", "ax|bc")]
    [InlineData("abc^B^B^Fx", "abx|c")]
    [InlineData("bc<Home>a<End>d", "abcd|")]
    [InlineData("bc^Aa^Ed", "abcd|")]
    [InlineData("abc<LeftArrow><Backspace>", "a|c")]
    [InlineData("abc^B^H", "a|c")]
    [InlineData("abc<LeftArrow><Delete>", "ab|")]
    [InlineData("abc^A^D", "|bc")]
    [InlineData("abc^D", "abc|")]
    [InlineData("abc def^B^B^U", "|ef")]
    [InlineData("abc def^B^B^K", "abc d|")]
    [InlineData("abc def  ^W", "abc |")]
    [InlineData("abc def^B^W", "abc |f")]
    [InlineData("^W^U^K^H<Delete><LeftArrow><RightArrow>", "|")]
    [InlineData("a\u0007\u001bb", "ab|")]
    [InlineData("a😀b<LeftArrow><Backspace>", "a|b")]
    [InlineData("a😀b^A<RightArrow>^D", "a|b")]
    [InlineData("a😀b^A<RightArrow><RightArrow>x", "a😀x|b")]
    public void Keys_do_what_they_do_in_a_shell(string keys, string line) => Assert.Equal(line, Line(keys));

    [Theory]
    [InlineData("sta<Tab>", "status |")]
    [InlineData("re<Tab>", "re|")]
    [InlineData("req<Tab>la<Tab>", "request laptop-00|")]
    [InlineData("request v^I", "request van-3 |")]
    [InlineData("request x<Tab>", "request x|")]
    [InlineData("l 7^A<RightArrow><Tab>", "l| 7")]
    public void Tab_completes_a_word_as_far_as_it_is_certain(string keys, string line) => Assert.Equal(
        line, Line(keys));

    [Fact]
    public void A_tab_that_adds_nothing_offers_the_choices_until_the_next_key()
    {
        Line("re<Tab>");
        Assert.Equal<string>(["release", "request"], _editor.Choices);
        Press("q");
        Assert.Empty(_editor.Choices);
    }

    [Fact]
    public void Lines_come_back_the_newest_first_and_what_was_begun_is_kept()
    {
        foreach (var line in new[] { "one", "two", "two", " " })
        {
            _editor.Begin();
            Assert.Equal(LineEditor.Outcome.Entered, Press(line + "<Enter>"));
        }

        Assert.Equal("two|", Line("begun<UpArrow>"));
        Press("<UpArrow><UpArrow>");
        Assert.Equal("one", _editor.Text);
        Press("^N");
        Assert.Equal("two", _editor.Text);
        Press("<DownArrow><DownArrow>");
        Assert.Equal("begun", _editor.Text);
    }

    [Fact]
    public void A_line_from_the_history_is_edited_without_changing_it()
    {
        _editor.Begin();
        Press("one<Enter>");
        Assert.Equal("ones|", Line("<UpArrow>s"));
        Press("<Enter>");
        Assert.Equal(["one", "ones"], _editor.History);
    }

    [Fact]
    public void The_end_of_input_is_a_control_D_in_an_empty_line_only()
    {
        _editor.Begin();
        Assert.Equal(LineEditor.Outcome.Typing, Press("a^D"));
        Assert.Equal(LineEditor.Outcome.Ended, Press("^U^D"));
    }

    [Fact]
    public void Lines_and_their_number_have_a_bound()
    {
        for (var line = 0; line <= LineEditor.HistoryMax; line++)
        {
            _editor.Begin();
            Press(FormattableString.Invariant($"line {line}<Enter>"));
        }

        Assert.Equal(LineEditor.HistoryMax, _editor.History.Count);
        Assert.Equal("line 1", _editor.History[0]);
        _editor.Begin();
        Press(new string('x', LineEditor.LengthMax + 1));
        Assert.Equal(LineEditor.LengthMax, _editor.Text.Length);
    }

    [Fact]
    public void Whatever_is_pressed_the_cursor_stays_in_the_line() =>
        Gen.Int[0, 25].Array[0, 60].Sample(static choices =>
        {
            const string keys = "ab 😀|<Home>|<End>|<LeftArrow>|<RightArrow>|<Backspace>|<Delete>|<UpArrow>|<DownArrow>|<Tab>|<Enter>"
                + "|^A|^E|^B|^F|^U|^K|^W|^D|^H|^P|^N|x|re|l| ";
            var editor = new LineEditor(static _ => ["request", "release", "a😀b"]);
            editor.Begin();
            foreach (var choice in choices)
            {
                foreach (var key in TypedKeys.Of(keys.Split('|')[choice]))
                    if (editor.Press(key) != LineEditor.Outcome.Typing) editor.Begin();
                Assert.InRange(editor.Cursor, 0, editor.Text.Length);
                Assert.DoesNotContain('\uFFFD', SafeLine.Of(editor.Text[..editor.Cursor]));
            }
        });

    [Theory]
    [InlineData("", 0, "\r\u001b[K> ")]
    [InlineData("abc", 3, "\r\u001b[K> abc")]
    [InlineData("abc", 1, "\r\u001b[K> abc\u001b[2D")]
    [InlineData("0123456789abcdefghij", 20, "\r\u001b[K> 3456789abcdefghij")]
    [InlineData("0123456789abcdefghij", 18, "\r\u001b[K> 123456789abcdefgh")]
    [InlineData("0123456789abcdefghij", 0, "\r\u001b[K> 0123456789abcdefg\u001b[17D")]
    public void A_line_stays_on_one_row_however_long_it_is(string text, int cursor, string drawn) =>
        Assert.Equal(drawn, TypedLine.Of("> ", text, cursor, width: 20));

    [Fact]
    public void Where_the_width_is_not_known_it_is_the_usual_one() =>
        Assert.Equal(
            "\r\u001b[K> " + new string('x', 77), TypedLine.Of("> ", new string('x', 100), cursor: 100, width: 0));

    private string Line(string keys)
    {
        _editor.Begin();
        Press(keys);
        return _editor.Text.Insert(_editor.Cursor, "|");
    }

    private LineEditor.Outcome Press(string keys) => TypedKeys.Of(keys).Select(_editor.Press).ToArray()[^1];
}
