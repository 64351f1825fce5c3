using P2PChain.Node.Screen;

namespace P2PChain.Node.Tests.Screen;

public sealed class ScreenWriterTests : IDisposable
{
    private readonly WrittenText _output = new();
    private readonly WrittenText _errors = new();

    public void Dispose()
    {
        _output.Dispose();
        _errors.Dispose();
    }

    [Fact]
    public void On_a_pipe_the_line_read_is_shown_behind_its_prompt()
    {
        var screen = Writer(isTerminal: false);
        screen.Prompt("select > ");
        screen.Entered("status");
        screen.Write([ScreenLine.Of("HEALTHY")]);
        Assert.Equal("select > status\nHEALTHY\n", _output.ToString());
    }

    [Fact]
    public void On_a_terminal_what_was_typed_is_there_already()
    {
        var screen = Writer(isTerminal: true);
        screen.Prompt("select > ");
        screen.Entered("status");
        screen.Write([ScreenLine.Of("HEALTHY")]);
        Assert.Equal("select > HEALTHY\n", _output.ToString());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void News_at_a_prompt_is_a_line_of_its_own_and_the_prompt_comes_again(bool isTerminal)
    {
        var screen = Writer(isTerminal);
        screen.Prompt("item ID: ");
        screen.Write([ScreenLine.Of("news")]);
        screen.Entered(null);
        Assert.Equal("item ID: \nnews\nitem ID: \n", _output.ToString());
    }

    [Fact]
    public void A_prompt_that_is_given_up_ends_its_line_once()
    {
        var screen = Writer(isTerminal: true);
        screen.Prompt("select > ");
        screen.EndPrompt();
        screen.EndPrompt();
        Assert.Equal("select > \n", _output.ToString());
    }

    [Fact]
    public void A_warning_goes_to_standard_error_and_on_a_terminal_above_the_prompt()
    {
        var screen = Writer(isTerminal: true);
        screen.Prompt("select > ");
        screen.WriteError("warning: careful");
        Assert.Equal("\nwarning: careful\n", _errors.ToString());
        Assert.Equal("select > select > ", _output.ToString());
    }

    [Fact]
    public void On_a_pipe_a_warning_leaves_standard_output_alone()
    {
        var screen = Writer(isTerminal: false);
        screen.Prompt("select > ");
        screen.WriteError("warning: care\nful");
        Assert.Equal("warning: care?ful\n", _errors.ToString());
        Assert.Equal("select > ", _output.ToString());
    }

    [Fact]
    public void News_that_is_not_read_is_left_out_and_counted_and_an_answer_is_not()
    {
        var screen = Writer(isTerminal: false);
        _output.HasRoom = false;
        screen.WriteNews(ScreenLine.Of("one"));
        screen.WriteNews(ScreenLine.Of("two"));
        screen.Write([ScreenLine.Of("answer")]);
        _output.HasRoom = true;
        screen.WriteNews(ScreenLine.Of("three"));
        screen.WriteNews(ScreenLine.Of("four"));
        Assert.Equal(
            "answer\n2 lines of news left out, because standard output was not read\nthree\nfour\n",
            _output.ToString());
    }

    [Fact]
    public void Progress_is_drawn_in_place_above_the_prompt_and_other_lines_take_its_place()
    {
        const string Erased = "\r\u001b[K", WithRowAbove = Erased + "\u001b[1A" + Erased, Prompt = Erased + "select > ";
        var screen = new ScreenWriter(
            _output, _errors, new ScreenStyle(IsTerminal: true, HasColours: false, EditsLines: true), static () => 30);
        Assert.False(screen.TryShowProgress("1 of 20,000")); // no prompt: nothing to stand above
        screen.Prompt("select > ");
        Assert.True(screen.TryShowProgress("1 of 20,000"));
        Assert.True(screen.TryShowProgress("2 of 20,000, and more than a row takes"));
        screen.Write([ScreenLine.Of("news")]);
        screen.Write([ScreenLine.Of("more")]);
        Assert.Equal(
            Prompt + Erased + "1 of 20,000\n" + Prompt + WithRowAbove + "2 of 20,000, and more than a \n" + Prompt
            + WithRowAbove + "news\n" + Prompt + Erased + "more\n" + Prompt,
            _output.ToString());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Where_lines_are_not_edited_no_progress_is_drawn(bool isTerminal)
    {
        var screen = Writer(isTerminal);
        screen.Prompt("select > ");
        Assert.False(screen.TryShowProgress("1 of 20,000"));
        Assert.Equal("select > ", _output.ToString());
    }

    private ScreenWriter Writer(bool isTerminal) => new(
        _output, _errors, new ScreenStyle(isTerminal, HasColours: false));
}
