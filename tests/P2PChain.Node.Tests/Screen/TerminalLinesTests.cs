using P2PChain.Node.Screen;

namespace P2PChain.Node.Tests.Screen;

public sealed class TerminalLinesTests : IDisposable
{
    private const string Erased = "\r\u001b[K";

    private readonly WrittenText _output = new();
    private readonly WrittenText _errors = new();
    private readonly Queue<ConsoleKeyInfo> _keys = [];
    private readonly ScreenWriter _screen;
    private readonly TerminalLines _lines;

    public TerminalLinesTests()
    {
        _screen = new ScreenWriter(
            _output, _errors, new ScreenStyle(IsTerminal: true, HasColours: false, EditsLines: true), () => 80);
        _lines = new TerminalLines(() => _keys.TryDequeue(out var key) ? key : default, _screen);
    }

    public void Dispose()
    {
        _output.Dispose();
        _errors.Dispose();
    }

    [Fact]
    public void What_is_typed_is_drawn_behind_the_prompt_and_ends_its_row()
    {
        Assert.Equal("ab", Read("select > ", "ab<Enter>"));
        Assert.Equal(
            $"{Erased}select > {Erased}select > a{Erased}select > ab{Erased}select > ab\n", _output.ToString());
    }

    [Fact]
    public void News_stands_above_what_is_being_typed()
    {
        _screen.Prompt("select > ");
        _screen.Type("req", 1);
        _screen.Write([ScreenLine.Of("news")]);
        Assert.EndsWith($"{Erased}news\n{Erased}select > req\u001b[2D", _output.ToString(), StringComparison.Ordinal);
        _screen.WriteError("warning: careful");
        Assert.Equal("warning: careful\n", _errors.ToString());
        Assert.EndsWith($"{Erased}{Erased}select > req\u001b[2D", _output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Commands_are_completed_at_the_menu_and_items_typed_before_elsewhere()
    {
        Assert.Equal("request laptop-001", Read(ConsoleGrammar.Prompt, "req<Tab>laptop-001<Enter>"));
        Assert.Equal("release laptop-001 ", Read(ConsoleGrammar.Prompt, "rel<Tab>l<Tab><Enter>"));
        Assert.Equal("laptop-001 ", Read("item ID: ", "<Tab><Enter>"));
    }

    [Fact]
    public void Choices_are_shown_above_the_prompt()
    {
        Read(ConsoleGrammar.Prompt, "re<Tab><Enter>");
        Assert.Contains($"{Erased}release  request\n{Erased}select > re", _output.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("^D")]
    [InlineData("")]
    public void The_end_of_input_and_a_terminal_that_is_gone_are_the_end(string keys) => Assert.Null(
        Read("select > ", keys));

    [Fact]
    public void A_terminal_that_is_gone_is_told_from_the_end_of_input()
    {
        Read("select > ", "^D");
        Assert.False(_screen.TerminalLost.IsCompleted);
        Read("select > ", "");
        Assert.True(_screen.TerminalLost.IsCompleted);
    }

    [Fact]
    public void A_terminal_that_cannot_be_asked_for_a_key_is_gone()
    {
        Assert.Null(new TerminalLines(static () => throw new InvalidOperationException(), _screen).Read());
        Assert.True(_screen.TerminalLost.IsCompleted);
    }

    [Fact]
    public void Keys_that_did_not_come_as_UTF_8_are_refused()
    {
        _keys.Enqueue(new ConsoleKeyInfo('\uFFFD', ConsoleKey.None, shift: false, alt: false, control: false));
        _keys.Enqueue(new ConsoleKeyInfo('\r', ConsoleKey.Enter, shift: false, alt: false, control: false));
        Assert.NotNull(_lines.Read()?.Problem);
    }

    private string? Read(string prompt, string keys)
    {
        foreach (var key in TypedKeys.Of(keys)) _keys.Enqueue(key);
        _screen.Prompt(prompt);
        var line = _lines.Read()?.Text;
        _screen.Entered(line);
        return line;
    }
}
