using System.Text;
using P2PChain.Node.Screen;

namespace P2PChain.Node.Tests.Screen;

public sealed class ByteLinesTests
{
    [Theory]
    [InlineData("a\nb\n", "a", "b")]
    [InlineData("a\r\nb\r\n", "a", "b")]
    [InlineData("a\n\nb", "a", "", "b")]
    [InlineData("\uFEFFstatus\n\tB\n", "status", "\tB")]
    [InlineData("request x --note für-Änne-\U0001F4BB\n", "request x --note für-Änne-\U0001F4BB")]
    [InlineData("\uFEFF", "")]
    [InlineData("\n", "")]
    [InlineData("")]
    public void Text_is_read_line_by_line(string text, params string[] lines)
    {
        foreach (var step in new[] { 1, 2, 3, int.MaxValue })
        {
            var read = Read(Encoding.UTF8.GetBytes(text), step);
            Assert.Equal(lines, read.Select(static line => line.Text));
            Assert.All(read, static line => Assert.Null(line.Problem));
        }
    }

    [Fact]
    public void Lines_that_are_no_text_are_refused_and_the_others_are_read()
    {
        byte[] bytes = [.. "a\nb\0c\n"u8, 0xE4, (byte)'\n', .. "d\ne\u001B[2J\nf\rg\n"u8, 0xC3];
        Assert.Equal(
            [
                null,
                "Line 2 of standard input has the control character U+0000, so nothing was done with it: a command is a line of UTF-8 text.",
                "Line 3 of standard input is not UTF-8, so nothing was done with it: a command is a line of UTF-8 text.",
                null,
                "Line 5 of standard input has the control character U+001B, so nothing was done with it: a command is a line of UTF-8 text.",
                "Line 6 of standard input has the control character U+000D, so nothing was done with it: a command is a line of UTF-8 text.",
                "Line 7 of standard input is not UTF-8, so nothing was done with it: a command is a line of UTF-8 text.",
            ],
            Read(bytes, int.MaxValue).Select(static line => line.Problem));
    }

    [Fact]
    public void Text_in_the_encoding_of_windows_is_refused() =>
        Assert.All(
            Read([.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes("status\n")], 100),
            static line => Assert.NotNull(line.Problem));

    [Fact]
    public void A_line_has_a_bound_and_the_one_behind_it_is_read()
    {
        var longest = new string('x', ByteLines.BytesMax);
        var read = Read(Encoding.ASCII.GetBytes($"{longest}\n{longest}x\n{longest}{longest}{longest}\nb\n"), 5000);
        Assert.Equal([longest, longest[..100], longest[..100], "b"], read.Select(static line => line.Text));
        Assert.Equal(
            [
                null,
                "Line 2 of standard input has more than 65,536 bytes, so nothing was done with it: a command is a line of UTF-8 text.",
                "Line 3 of standard input has more than 65,536 bytes, so nothing was done with it: a command is a line of UTF-8 text.",
                null,
            ],
            read.Select(static line => line.Problem));
    }

    private static List<InputLine> Read(byte[] bytes, int step)
    {
        using var stream = new Steps(bytes, step);
        var (lines, found) = (new ByteLines(stream), new List<InputLine>());
        while (lines.Read() is { } line) found.Add(line);
        Assert.Null(lines.Read());
        return found;
    }

    /// <summary>Bytes that come some at a time, as from a pipe.</summary>
    private sealed class Steps(byte[] bytes, int step) : MemoryStream(bytes)
    {
        public override int Read(byte[] buffer, int offset, int count) => base.Read(
            buffer, offset, Math.Min(count, step));

        public override int Read(Span<byte> buffer) => base.Read(buffer[..Math.Min(buffer.Length, step)]);
    }
}
