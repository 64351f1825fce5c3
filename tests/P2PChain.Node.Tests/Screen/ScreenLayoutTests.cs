using P2PChain.Node.Screen;

namespace P2PChain.Node.Tests.Screen;

public sealed class ScreenLayoutTests
{
    [Theory]
    [InlineData("laptop-001", "laptop-001")]
    [InlineData("für Zoë 東京", "für Zoë 東京")]
    [InlineData("a\nb\r\tc\0d", "a?b??c?d")]
    [InlineData("\u001b[2Jgone", "?[2Jgone")]
    [InlineData("\u009b2J", "?2J")]
    [InlineData("\u202egnp.exe\u2066", "?gnp.exe?")]
    [InlineData("a\u2028b\u200bc\ue000", "a?b?c?")]
    [InlineData("😀", "😀")]
    public void A_line_holds_characters_and_nothing_that_acts(string text, string safe) =>
        Assert.Equal(safe, SafeLine.Of(text));

    [Fact]
    public void Half_a_character_is_none() => Assert.Equal("a\ufffdb", SafeLine.Of("a\ud800b"));

    [Fact]
    public void A_cell_cannot_hold_a_tab_or_a_line_of_its_own() => Assert.Equal(
        "a?b\tc?d\n",
        ScreenLayout.Text([ScreenLine.Row("a\tb", "c\nd")], new ScreenStyle(IsTerminal: false, HasColours: false)));

    [Fact]
    public void Colours_are_for_terminals_that_want_them()
    {
        ScreenLine[] lines = [ScreenLine.Of("well", Tone.Good), ScreenLine.Of("plain")];
        Assert.Equal("\u001b[32mwell\u001b[0m\nplain\n", ScreenLayout.Text(lines, new ScreenStyle(true, true)));
        Assert.Equal("well\nplain\n", ScreenLayout.Text(lines, new ScreenStyle(true, false)));
        Assert.Equal("well\nplain\n", ScreenLayout.Text(lines, new ScreenStyle(false, false)));
    }

    [Fact]
    public void Tables_that_do_not_follow_each_other_are_aligned_apart() => Assert.Equal(
        "a     b\nlong  c\nbetween\nx  y\n",
        ScreenLayout.Text(
            [ScreenLine.Row("a", "b"), ScreenLine.Row("long", "c"), ScreenLine.Of("between"), ScreenLine.Row("x", "y")],
            new ScreenStyle(IsTerminal: true, HasColours: false)));

    [Theory]
    [InlineData(0, "A     B         C\nlong  -         and more\nx     and more  z\n")]
    [InlineData(24, "A     B         C\nlong  -         and more\nx     and more  z\n")]
    [InlineData(23, "A     B         C\nlong  -\n    and more\nx     and more  z\n")]
    [InlineData(14, "A     B\nlong  -\n    and more\nx     and more\n    z\n")]
    [InlineData(15, "A     B\nlong  -\n    and more\nx     and more\n    z\n")]
    [InlineData(13, "A     B\nlong  -\n    and more\nx\n    and more\n    z\n")]
    [InlineData(1, "A\nlong\n    and more\nx\n    and more\n    z\n")]
    public void Cells_that_do_not_fit_into_a_line_go_into_indented_ones(int width, string shown) => Assert.Equal(
        shown,
        ScreenLayout.Text(
            [ScreenLine.Header("A", "B", "C"), ScreenLine.Row("long", "-", "and more"), ScreenLine.Row("x", "and more", "z")],
            new ScreenStyle(IsTerminal: true, HasColours: false) { Width = width }));
}
