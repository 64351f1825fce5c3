using System.Text;
using P2PChain.Core.Json;

namespace P2PChain.Core.Tests.Json;

public sealed class JsonCursorTests
{
    [Fact]
    public void Members_items_and_values_are_read_in_order()
    {
        using var cursor = Open("""{"a": "x\u00e4😀", "b": [1, -2, []], "c": {"d": null, "e": 2.5}, "f": 3, "g": true, "h": {"i": [{}]}}""");
        cursor.BeginObject();
        Assert.Equal("a", Next(cursor));
        Assert.Equal("xä😀", cursor.ReadString(4));
        Assert.Equal("b", Next(cursor));
        cursor.BeginArray();
        Assert.True(cursor.TryNextItem());
        Assert.Equal(1, cursor.ReadInteger(1, 1));
        Assert.True(cursor.TryNextItem());
        Assert.Equal(-2, cursor.ReadInteger(long.MinValue, long.MaxValue));
        Assert.True(cursor.TryNextItem());
        cursor.BeginArray();
        Assert.False(cursor.TryNextItem());
        Assert.False(cursor.TryNextItem());
        Assert.Equal("c", Next(cursor));
        cursor.BeginObject();
        Assert.Equal("d", Next(cursor));
        Assert.True(cursor.TryReadNull());
        Assert.Equal("e", Next(cursor));
        Assert.False(cursor.TryReadNull());
        Assert.Equal(2.5, cursor.ReadNumber());
        Assert.Null(Next(cursor));
        Assert.Equal("f", Next(cursor));
        Assert.Equal(3.0, cursor.ReadNumber());
        Assert.Equal("g", Next(cursor));
        Assert.True(cursor.ReadBoolean());
        Assert.Equal("h", Next(cursor));
        cursor.SkipValue();
        Assert.Null(Next(cursor));
        Assert.Null(cursor.Fault);
    }

    [Theory]
    [InlineData("1e3", DecodeFaultCode.WrongKind, "Float", 0)]
    [InlineData("1.0", DecodeFaultCode.WrongKind, "Float", 0)]
    [InlineData("\"1\"", DecodeFaultCode.WrongKind, "String", 0)]
    [InlineData("null", DecodeFaultCode.WrongKind, "Null", 0)]
    [InlineData("true", DecodeFaultCode.WrongKind, "Boolean", 0)]
    [InlineData("[]", DecodeFaultCode.WrongKind, "StartArray", 0)]
    [InlineData("{}", DecodeFaultCode.WrongKind, "StartObject", 0)]
    [InlineData("10", DecodeFaultCode.OutOfRange, "10", 9)]
    [InlineData("-1", DecodeFaultCode.OutOfRange, "-1", 0)]
    [InlineData("9223372036854775808", DecodeFaultCode.OutOfRange, "9223372036854775808", 9)]
    [InlineData("-9223372036854775809", DecodeFaultCode.OutOfRange, "-9223372036854775809", 0)]
    public void An_integer_is_digits_within_its_range(string value, DecodeFaultCode code, string shown, long limit)
    {
        using var cursor = Open($$"""{"a": {{value}}}""");
        cursor.BeginObject();
        Next(cursor);
        Assert.Equal(0, cursor.ReadInteger(0, 9));
        Assert.Equal(new DecodeFault(code, "a", shown, limit), cursor.Fault);
    }

    [Theory]
    [InlineData("1766650000", 1766650000.0)]
    [InlineData("1766650000.123456", 1766650000.123456)]
    [InlineData("1e3", 1000.0)]
    [InlineData("5e-324", 5e-324)]
    [InlineData("2.2250738585072011e-308", 2.2250738585072011e-308)] // hung parsers that round twice
    [InlineData("0.1000000000000000055511151231257827021181583404541015625", 0.1)]
    [InlineData("9007199254740993", 9007199254740992.0)]
    public void A_number_is_the_nearest_binary64(string value, double expected)
    {
        using var cursor = Open($$"""{"a": {{value}}}""");
        cursor.BeginObject();
        Next(cursor);
        Assert.Equal(expected, cursor.ReadNumber());
        Assert.Null(cursor.Fault);
    }

    [Theory]
    [InlineData("1e400", DecodeFaultCode.OutOfRange)]
    [InlineData("-1e400", DecodeFaultCode.OutOfRange)]
    [InlineData("99999999999999999999", DecodeFaultCode.OutOfRange)]
    [InlineData("\"1.5\"", DecodeFaultCode.WrongKind)]
    [InlineData("null", DecodeFaultCode.WrongKind)]
    [InlineData("[1]", DecodeFaultCode.WrongKind)]
    public void A_number_is_finite_and_no_text(string value, DecodeFaultCode code)
    {
        using var cursor = Open($$"""{"a": {{value}}}""");
        cursor.BeginObject();
        Next(cursor);
        Assert.Equal(0, cursor.ReadNumber());
        Assert.Equal(code, cursor.Fault?.Code);
    }

    [Theory]
    [InlineData("2025-12-25T12:00:00Z")]
    [InlineData("/Date(1766650000000)/")]
    [InlineData("1766650000")]
    public void A_text_that_looks_like_something_else_stays_a_text(string value)
    {
        using var cursor = Open($$"""{"a": "{{value}}"}""");
        cursor.BeginObject();
        Next(cursor);
        Assert.Equal(value, cursor.ReadString(64));
    }

    [Fact]
    public void A_text_of_the_bound_is_read_and_one_character_more_is_a_fault()
    {
        using var cursor = Open("""{"a": "abc", "b": "abcd"}""");
        cursor.BeginObject();
        Next(cursor);
        Assert.Equal("abc", cursor.ReadString(3));
        Next(cursor);
        Assert.Equal("", cursor.ReadString(3));
        Assert.Equal(new DecodeFault(DecodeFaultCode.TooLong, "b", "abcd", 3), cursor.Fault);
    }

    [Fact]
    public void After_the_first_fault_everything_is_a_default_and_every_loop_ends()
    {
        using var cursor = Open("""{"a": 1, "b": [1, 2], "c": "x"}""");
        cursor.BeginObject();
        Next(cursor);
        cursor.ReadString(9);
        cursor.Refuse(DecodeFaultCode.Malformed, "later");
        cursor.RefuseMember(DecodeFaultCode.MissingMember, "later");
        cursor.BeginArray();
        cursor.BeginObject();
        cursor.SkipValue();
        Assert.False(cursor.TryNextItem());
        Assert.Null(Next(cursor));
        Assert.Equal("", cursor.ReadString(9));
        Assert.Equal(0, cursor.ReadInteger(5, 9));
        Assert.Equal(0, cursor.ReadNumber());
        Assert.False(cursor.ReadBoolean());
        Assert.False(cursor.TryReadNull());
        Assert.Equal(new DecodeFault(DecodeFaultCode.WrongKind, "a", "Integer"), cursor.Fault);
    }

    [Fact]
    public void A_value_left_unread_is_a_bug_and_says_so()
    {
        using var cursor = Open("""{"a": 1, "b": 2}""");
        cursor.BeginObject();
        Next(cursor);
        Assert.Throws<InvalidOperationException>(() => Next(cursor));
    }

    [Theory]
    [InlineData("""{"a": 1, "a": 2}""")]
    [InlineData("""{"a": 1, "b": "\ud83d"}""")]
    [InlineData("""{"a": 1, "b": tru}""")]
    [InlineData("""{"a": 1} {}""")]
    [InlineData("""{"a": 1, """)]
    public void A_fault_of_the_JSON_outranks_an_earlier_fault_of_a_value(string text)
    {
        // Tokens are read ahead: so many stand between that the fault of the value is found first.
        using var cursor = Open($"{{\"a\": 1, \"between\": [0{string.Concat(Enumerable.Repeat(", 0", 40))}]{text[7..]}");
        cursor.BeginObject();
        Next(cursor);
        Assert.Equal("", cursor.ReadString(9));
        Assert.Equal(DecodeFaultCode.WrongKind, cursor.Fault?.Code);
        Assert.False(cursor.ReadToEnd());
        Assert.Equal(DecodeFault.Of(cursor.Unsound!.Value), cursor.Fault);
    }

    [Theory]
    [InlineData("[1, [2, {}], 3]")]
    [InlineData("{\"b\": [\"\"], \"c\": 1}")]
    [InlineData("\"text\"")]
    [InlineData("null")]
    public void What_cannot_be_read_is_passed_to_its_end(string value)
    {
        using var cursor = Open($$"""{"a": [{{value}}, 7], "z": 8}""");
        cursor.BeginObject();
        Next(cursor);
        cursor.BeginArray();
        Assert.True(cursor.TryNextItem());
        Assert.Null(cursor.ReadOrPass(
            static inner =>
            {
                inner.BeginArray();
                inner.TryNextItem();
                inner.ReadString(9);
                return "";
            },
            out var why));
        Assert.Equal(DecodeFaultCode.WrongKind, why?.Code);
        Assert.True(cursor.TryNextItem());
        Assert.Equal(7, cursor.ReadInteger(0, 9));
        Assert.False(cursor.TryNextItem());
        Assert.Equal("z", Next(cursor));
        Assert.Equal(8, cursor.ReadInteger(0, 9));
        Assert.True(cursor.ReadToEnd());
        Assert.Null(cursor.Fault);
    }

    [Fact]
    public void A_fault_of_the_JSON_is_not_passed()
    {
        using var cursor = Open("""{"a": [1, "\ud83d"]}""");
        cursor.BeginObject();
        Next(cursor);
        Assert.Null(cursor.ReadOrPass(static inner => inner.ReadString(9), out _));
        Assert.Equal(JsonFaultCode.LoneSurrogate, cursor.Unsound?.Code);
        Assert.Equal(DecodeFaultCode.NotJson, cursor.Fault?.Code);
    }

    [Fact]
    public void Reading_beyond_the_end_is_a_bug_and_says_so()
    {
        using var cursor = Open("{}");
        cursor.BeginObject();
        Assert.Null(Next(cursor));
        Assert.Throws<InvalidOperationException>(cursor.SkipValue);
    }

    [Fact]
    public void A_stored_text_is_read_whole_or_not_at_all()
    {
        Assert.True(JsonCursor.TryRead("""{"a": 5}"""u8.ToArray(), Name, out var name, out _));
        Assert.Equal("a", name);
        Assert.False(JsonCursor.TryRead("""{"a": 5}}"""u8.ToArray(), Name, out _, out var fault));
        Assert.Equal(DecodeFault.Of(new JsonFault(JsonFaultCode.TrailingBytes, 8)), fault);

        static string? Name(JsonCursor cursor)
        {
            cursor.BeginObject();
            return Next(cursor);
        }
    }

    [Fact]
    public void Wide_characters_survive_in_every_place()
    {
        for (var pad = 0; pad < 1100; pad++)
        {
            var text = new string('x', pad) + "😀ä€😀";
            using var cursor = Open($$"""{"a": "{{text}}"}""");
            cursor.BeginObject();
            Next(cursor);
            Assert.Equal(text, cursor.ReadString(2000));
        }
    }

    [Fact]
    public void An_offending_value_is_shown_safely_and_cut()
    {
        var fault = new DecodeFault(DecodeFaultCode.Malformed, "a\n", "\u001b[31m\u0000ä😀" + new string('x', 100));
        Assert.Equal("a?", fault.Member);
        Assert.Equal("?[31m????" + new string('x', 55), fault.Value);
        Assert.Equal(64, fault.Value.Length);
    }

    private static JsonCursor Open(string text) => new(Encoding.UTF8.GetBytes(text));

    private static string? Next(JsonCursor cursor) => cursor.TryNextMember(out var name) ? name : null;
}
