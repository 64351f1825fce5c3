using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using CsCheck;
using P2PChain.Core.Wire;
using P2PChain.Testing;

namespace P2PChain.Core.Tests.Wire;

public sealed class LineDecoderTests
{
    [Fact]
    public void A_line_may_be_taken_in_parts_while_it_is_still_coming()
    {
        var lines = new LineDecoder(8);
        lines.Append("ab\n{lo"u8);
        Assert.True(lines.TryRead(out var first));
        Assert.Equal("ab"u8, first.Span);
        var taken = "";
        foreach (var chunk in new[] { "ng line ", "over the", " bound}\nnext\n" })
        {
            while (!lines.Next.IsEmpty) Take(expectEnd: false);
            lines.Append(System.Text.Encoding.ASCII.GetBytes(chunk));
        }
        Take(expectEnd: false);
        Take(expectEnd: true);
        Assert.Equal("{long line over the bound}", taken);
        Assert.True(lines.TryRead(out var next));
        Assert.Equal("next"u8, next.Span);

        void Take(bool expectEnd)
        {
            Assert.Equal(expectEnd, lines.TakePart(5, out var part));
            taken += System.Text.Encoding.ASCII.GetString(part.Span);
        }
    }

    private static readonly byte[] ThreeLines = "{\"a\":1}\n\r\n {}\r\n\n \t\n{\"b\":\"\u00e4\"}\n"u8.ToArray();
    private static readonly string[] ThreeTexts = ["{\"a\":1}", " {}", "{\"b\":\"\u00e4\"}"];

    [Fact]
    public void Lines_end_at_line_feeds_and_blank_ones_are_skipped()
    {
        var decoder = new LineDecoder();
        decoder.Append(ThreeLines);
        Assert.Equal(ThreeTexts, ReadAll(decoder));
        Assert.Equal(0, decoder.BufferedBytes);
    }

    [Fact]
    public void Only_one_carriage_return_before_the_line_feed_is_dropped()
    {
        var decoder = new LineDecoder();
        decoder.Append("a\rb\r\r\n"u8);
        Assert.Equal(["a\rb\r"], ReadAll(decoder));
    }

    [Fact]
    public void Every_split_in_three_gives_the_same_lines()
    {
        for (var i = 0; i <= ThreeLines.Length; i++)
        {
            for (var j = i; j <= ThreeLines.Length; j++)
            {
                var decoder = new LineDecoder();
                var lines = new List<string>();
                foreach (var range in new[] { ..i, i..j, j.. })
                {
                    decoder.Append(ThreeLines.AsSpan(range));
                    lines.AddRange(ReadAll(decoder));
                }

                Assert.Equal(ThreeTexts, lines);
            }
        }
    }

    [Fact]
    public void Any_bytes_in_any_pieces_give_what_splitting_the_whole_gives()
    {
        var bytes = Gen.Int[0, 4].Select(i => "\n\r xy"u8[i]).Array[0, 400];
        var cuts = Gen.Int[1, 60].Array[1, 50];
        Gen.Select(bytes, cuts).Sample((all, sizes) =>
        {
            var decoder = new LineDecoder();
            var lines = new List<string>();
            for (int at = 0, i = 0; at < all.Length; i++)
            {
                var size = Math.Min(sizes[i % sizes.Length], all.Length - at);
                decoder.Append(all.AsSpan(at, size));
                at += size;
                if (size % 3 > 0)
                    lines.AddRange(ReadAll(decoder));
            }

            lines.AddRange(ReadAll(decoder));
            var text = Encoding.ASCII.GetString(all);
            var expected = text.Split('\n')[..^1].Select(l => l.EndsWith('\r') ? l[..^1] : l).Where(
                l => l.Trim().Length > 0);
            Assert.Equal(expected, lines);
            Assert.Equal(text.Length > 0 && text[^1] != '\n', decoder.HasPartialLine);
            Assert.Equal(text.Length - text.LastIndexOf('\n') - 1, decoder.BufferedBytes);
        });
    }

    [Fact]
    public void A_line_of_the_bound_is_read_and_one_byte_more_is_overfull()
    {
        var decoder = new LineDecoder(8);
        decoder.Append("12345678\n123456789"u8);
        Assert.False(decoder.IsOverfull);
        Assert.Equal(["12345678"], ReadAll(decoder));
        Assert.True(decoder.IsOverfull);
        Assert.False(decoder.TryRead(out _));
    }

    [Fact]
    public void A_finished_line_over_the_bound_is_overfull_and_hides_what_follows()
    {
        var decoder = new LineDecoder(8);
        decoder.Append("ok\n123456789\nok\n"u8);
        Assert.Equal(["ok"], ReadAll(decoder));
        Assert.True(decoder.IsOverfull);
    }

    [Fact]
    public void An_overfull_decoder_keeps_no_more_than_the_bound_and_one_chunk()
    {
        var decoder = new LineDecoder(100);
        var chunk = new byte[64];
        Array.Fill(chunk, (byte)'x');
        for (var i = 0; i < 1000; i++)
            decoder.Append(chunk);
        Assert.True(decoder.IsOverfull);
        Assert.InRange(decoder.BufferedBytes, 101, 164);
    }

    [Fact]
    public void Raising_the_bound_lets_a_waiting_line_through()
    {
        var decoder = new LineDecoder(4);
        decoder.Append("ok\n123456789\n"u8);
        Assert.True(decoder.TryRead(out _));
        Assert.True(decoder.IsOverfull);
        decoder.LineBytesMax = 9;
        Assert.False(decoder.IsOverfull);
        Assert.Equal(["123456789"], ReadAll(decoder));
    }

    [Fact]
    public void A_bound_below_one_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new LineDecoder().LineBytesMax = 0);

    [Fact]
    public void A_partial_line_shows_until_its_line_feed_comes()
    {
        var decoder = new LineDecoder();
        Assert.False(decoder.HasPartialLine);
        decoder.Append("whole\npart"u8);
        Assert.True(decoder.HasPartialLine);
        Assert.Equal(["whole"], ReadAll(decoder));
        Assert.True(decoder.HasPartialLine);
        Assert.Equal(4, decoder.BufferedBytes);
        decoder.Append("\n"u8);
        Assert.False(decoder.HasPartialLine);
    }

    [Fact]
    public void A_line_read_stays_as_it_is_until_the_next_append()
    {
        var decoder = new LineDecoder();
        decoder.Append("first\nsecond\nthird\nrest"u8);
        Assert.True(decoder.TryRead(out var first));
        Assert.True(decoder.TryRead(out var second));
        Assert.True(decoder.TryRead(out _));
        Assert.False(decoder.TryRead(out _));
        Assert.Equal("first", Encoding.ASCII.GetString(first.Span));
        Assert.Equal("second", Encoding.ASCII.GetString(second.Span));
    }

    [Fact]
    public void The_largest_line_in_tiny_pieces_takes_linear_time()
    {
        var decoder = new LineDecoder();
        var line = new byte[4_128_768];
        Array.Fill(line, (byte)'x');
        var took = ThreadTime.Of(() =>
        {
            for (var at = 0; at < line.Length; at += 16)
                decoder.Append(line.AsSpan(at, 16));
        });
        decoder.Append("\n"u8);
        Assert.True(decoder.TryRead(out var read));
        Assert.Equal(4_128_768, read.Length);
        // 258,048 pieces: rescanning at each would look at 5 x 10^11 bytes; once takes milliseconds.
        Assert.InRange(took.TotalSeconds, 0, 5);
    }

    [Fact]
    public void The_buffer_of_a_large_line_is_let_go_once_it_is_read()
    {
        var decoder = new LineDecoder();
        var buffer = ReadLargeLine(decoder);
        GC.Collect();
        Assert.False(buffer.IsAlive);
        decoder.Append("\n"u8);
        Assert.Equal(["xxxx"], ReadAll(decoder));
    }

    [MethodImpl(MethodImplOptions.NoInlining)] // nothing of the line may stay on the caller's stack
    private static WeakReference ReadLargeLine(LineDecoder decoder)
    {
        var bytes = new byte[4_000_000];
        Array.Fill(bytes, (byte)'x');
        bytes[^5] = (byte)'\n';
        decoder.Append(bytes);
        Assert.True(decoder.TryRead(out var line));
        Assert.True(MemoryMarshal.TryGetArray(line, out var segment));
        return new WeakReference(segment.Array);
    }

    private static List<string> ReadAll(LineDecoder decoder)
    {
        var lines = new List<string>();
        while (decoder.TryRead(out var line))
            lines.Add(Encoding.UTF8.GetString(line.Span));
        return lines;
    }

    [Fact]
    public void It_says_how_long_the_next_complete_line_is()
    {
        var lines = new LineDecoder();
        lines.Append("abc"u8);
        Assert.Equal(0, lines.NextLineBytes);
        lines.Append("\nde\n"u8);
        Assert.Equal(3, lines.NextLineBytes);
        Assert.True(lines.TryRead(out _));
        Assert.Equal(2, lines.NextLineBytes);
        Assert.True(lines.TryRead(out _));
        Assert.Equal(0, lines.NextLineBytes);
    }
}
