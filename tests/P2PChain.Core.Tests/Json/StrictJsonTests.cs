using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using CsCheck;
using P2PChain.Core.Json;
using P2PChain.Testing;

namespace P2PChain.Core.Tests.Json;

/// <summary>Which texts are JSON for the cursor, and what is wrong with the others.</summary>
public sealed class StrictJsonTests
{
    public static TheoryData<string> Sound => new(
        "{}",
        " \t\r\n{ } \n",
        """{"a":1}""",
        """{"a": [], "b": {}, "c": [{}, [], "", 0, null, true, false]}""",
        """{"a":0,"b":-0,"c":0.5,"d":-1.25e+10,"e":1E-3,"f":1e400,"g":12345678901234567890123}""",
        """{"a":"\" \\ \/ \b \f \n \r \t \u00e4 \ud83d\ude00 ä 😀"}""",
        """{"a":{"x":1},"b":{"x":1}}""",
        """{"a":1,"A":2,"\u0062":3}""",
        """{"":1}""",
        """{"\u0000":1,"\u0001":1}""",
        "{\"a\":\"\u007f\uffff\"}",
        "{\"a\":" + new string('[', 15) + new string(']', 15) + "}");

    [Theory]
    [MemberData(nameof(Sound))]
    public void Json_by_the_letter_of_the_grammar_is_sound(string text) => Assert.Null(FaultOf(text));

    public static TheoryData<string, JsonFaultCode, int> Unsound => new()
    {
        { "", JsonFaultCode.UnexpectedEnd, 0 },
        { "  ", JsonFaultCode.UnexpectedEnd, 2 },
        { "[]", JsonFaultCode.NotAnObject, 0 },
        { "1", JsonFaultCode.NotAnObject, 0 },
        { "\"a\"", JsonFaultCode.NotAnObject, 0 },
        { "null", JsonFaultCode.NotAnObject, 0 },
        { "\ufeff{}", JsonFaultCode.NotAnObject, 0 },
        { "{", JsonFaultCode.UnexpectedEnd, 1 },
        { "{} {}", JsonFaultCode.TrailingBytes, 3 },
        { "{},", JsonFaultCode.TrailingBytes, 2 },
        { "{}\0", JsonFaultCode.TrailingBytes, 2 },
        { "{,}", JsonFaultCode.UnexpectedByte, 1 },
        { "{a:1}", JsonFaultCode.UnexpectedByte, 1 },
        { "{'a':1}", JsonFaultCode.UnexpectedByte, 1 },
        { """{"a"}""", JsonFaultCode.UnexpectedByte, 4 },
        { """{"a" 1}""", JsonFaultCode.UnexpectedByte, 5 },
        { """{"a":}""", JsonFaultCode.UnexpectedByte, 5 },
        { """{"a":1,}""", JsonFaultCode.UnexpectedByte, 7 },
        { """{"a":1 "b":2}""", JsonFaultCode.UnexpectedByte, 7 },
        { """{"a":[1,]}""", JsonFaultCode.UnexpectedByte, 8 },
        { """{"a":[,1]}""", JsonFaultCode.UnexpectedByte, 6 },
        { """{"a":[1 2]}""", JsonFaultCode.UnexpectedByte, 8 },
        { """{"a":[1}""", JsonFaultCode.UnexpectedByte, 7 },
        { """{"a":1]""", JsonFaultCode.UnexpectedByte, 6 },
        { """{"a":/**/1}""", JsonFaultCode.UnexpectedByte, 5 },
        { """{"a":1}//x""", JsonFaultCode.TrailingBytes, 7 },
        { """{"a":undefined}""", JsonFaultCode.UnexpectedByte, 5 },
        { """{"a":NaN}""", JsonFaultCode.UnexpectedByte, 5 },
        { """{"a":Infinity}""", JsonFaultCode.UnexpectedByte, 5 },
        { """{"a":-Infinity}""", JsonFaultCode.BadNumber, 5 },
        { """{"a":True}""", JsonFaultCode.UnexpectedByte, 5 },
        { """{"a":truth}""", JsonFaultCode.UnexpectedByte, 5 },
        { """{"a":nul""", JsonFaultCode.UnexpectedEnd, 8 },
        { """{"a":010}""", JsonFaultCode.BadNumber, 5 },
        { """{"a":00}""", JsonFaultCode.BadNumber, 5 },
        { """{"a":-01}""", JsonFaultCode.BadNumber, 5 },
        { """{"a":1.}""", JsonFaultCode.BadNumber, 5 },
        { """{"a":.5}""", JsonFaultCode.UnexpectedByte, 5 },
        { """{"a":+1}""", JsonFaultCode.UnexpectedByte, 5 },
        { """{"a":-}""", JsonFaultCode.BadNumber, 5 },
        { """{"a":1e}""", JsonFaultCode.BadNumber, 5 },
        { """{"a":1e+}""", JsonFaultCode.BadNumber, 5 },
        { """{"a":0x10}""", JsonFaultCode.UnexpectedByte, 6 },
        { """{"a":1_000}""", JsonFaultCode.UnexpectedByte, 6 },
        { """{"a":1""", JsonFaultCode.UnexpectedEnd, 6 },
        { """{"a":1.""", JsonFaultCode.UnexpectedEnd, 7 },
        { "{\"a\":\"\t\"}", JsonFaultCode.ControlCharacter, 6 },
        { "{\"a\":\"\0\"}", JsonFaultCode.ControlCharacter, 6 },
        { "{\"a\n\":1}", JsonFaultCode.ControlCharacter, 3 },
        { """{"a":"\x"}""", JsonFaultCode.BadEscape, 6 },
        { """{"a":"\'"}""", JsonFaultCode.BadEscape, 6 },
        { """{"a":"\u12g4"}""", JsonFaultCode.BadEscape, 6 },
        { """{"a":"\U0041"}""", JsonFaultCode.BadEscape, 6 },
        { """{"a":"\u12""", JsonFaultCode.UnexpectedEnd, 10 },
        { "{\"a\":\"\\", JsonFaultCode.UnexpectedEnd, 7 },
        { "{\"a\":\"\\\\", JsonFaultCode.UnexpectedEnd, 8 },
        { """{"a":"\ud83d"}""", JsonFaultCode.LoneSurrogate, 6 },
        { """{"a":"\ude00"}""", JsonFaultCode.LoneSurrogate, 6 },
        { """{"a":"\ud83dx"}""", JsonFaultCode.LoneSurrogate, 6 },
        { """{"a":"\ud83d\n"}""", JsonFaultCode.LoneSurrogate, 6 },
        { """{"a":"\ud83d\ud83d"}""", JsonFaultCode.LoneSurrogate, 6 },
        { """{"a":"\ud83d\u0041"}""", JsonFaultCode.LoneSurrogate, 6 },
        { """{"\udead":1}""", JsonFaultCode.LoneSurrogate, 2 },
        { """{"a":1,"a":2}""", JsonFaultCode.DuplicateKey, 8 },
        { """{"a":1,"\u0061":2}""", JsonFaultCode.DuplicateKey, 8 },
        { """{"\u0061":1,"\u0061":2}""", JsonFaultCode.DuplicateKey, 13 },
        { """{"\/":1,"/":2}""", JsonFaultCode.DuplicateKey, 9 },
        { """{"ä":1,"\u00e4":2}""", JsonFaultCode.DuplicateKey, 9 },
        { """{"😀":1,"\ud83d\ude00":2}""", JsonFaultCode.DuplicateKey, 11 },
        { """{"":1,"":2}""", JsonFaultCode.DuplicateKey, 7 },
        { """{"x":[{"a":1,"b":2,"a":3}]}""", JsonFaultCode.DuplicateKey, 20 },
        { """{"a":{"b":{}},"b":1,"a":2}""", JsonFaultCode.DuplicateKey, 21 },
        { "{\"a\":" + new string('[', 16) + new string(']', 16) + "}", JsonFaultCode.TooDeep, 20 },
        { "{\"a\":" + string.Concat(Enumerable.Repeat("{\"a\":", 100_000)), JsonFaultCode.TooDeep, 80 },
        { "{\"a\":" + new string('9', 129) + "}", JsonFaultCode.NumberTooLong, 5 },
    };

    [Theory]
    [MemberData(nameof(Unsound))]
    public void Anything_else_is_a_fault_with_its_place(string text, JsonFaultCode code, int offset) =>
        Assert.Equal(new JsonFault(code, offset), FaultOf(text));

    [Theory]
    [InlineData("7b2261223a22ff227d", 6)] // never a byte of UTF-8
    [InlineData("7b2261223a22c0af227d", 6)] // overlong slash
    [InlineData("7b2261223a22e08080227d", 6)] // overlong NUL
    [InlineData("7b2261223a22eda080227d", 6)] // surrogate
    [InlineData("7b2261223a22f4908080227d", 6)] // above U+10FFFF
    [InlineData("7b2261223a22c3", 6)] // ends within a character
    [InlineData("7b2261223a22e282227d", 6)]
    [InlineData("fffe7b007d00", 0)]
    public void Bytes_that_are_no_utf8_are_refused_at_their_place(string hex, int offset) =>
        Assert.Equal(new JsonFault(JsonFaultCode.InvalidUtf8, offset), FaultOf(Convert.FromHexString(hex)));

    [Theory]
    [InlineData(17, false)]
    [InlineData(17, true)]
    [InlineData(1000, false)]
    [InlineData(1000, true)]
    public void The_last_of_many_keys_is_compared_with_the_first(int count, bool escaped)
    {
        var keys = Enumerable.Range(0, count).Select(i => $"\"k{i}\":{{}}").ToList();
        var again = escaped ? "\"\\u006b0\":1" : "\"k0\":1";
        Assert.Null(FaultOf("{" + string.Join(',', keys) + "}"));
        var text = "{" + string.Join(',', keys.Append(again)) + "}";
        var at = text.LastIndexOf(again, StringComparison.Ordinal) + 1;
        Assert.Equal(new JsonFault(JsonFaultCode.DuplicateKey, at), FaultOf(text));
    }

    [Fact]
    public void A_hostile_object_with_very_many_keys_costs_no_square()
    {
        var text = "{" + string.Join(',', Enumerable.Range(0, 300_000).Select(i => $"\"\\u0061{i:x}\":0")) + "}";
        var bytes = Encoding.UTF8.GetBytes(text);
        var took = ThreadTime.Of(() => Assert.Null(FaultOf(bytes)));
        Assert.InRange(took.TotalSeconds, 0, 5); // all pairs would be 4.5 x 10^10 comparisons
    }

    [Fact]
    public void A_line_costs_the_same_memory_however_many_values_it_has()
    {
        var few = Encoding.UTF8.GetBytes("""{"type": "ping", "payload": {"a": [1, 2, {"b": "c\n"}]}, "sender": "a"}""");
        var many = Encoding.UTF8.GetBytes($$"""{"payload": [{{string.Join(',', Enumerable.Repeat("[1.5, {\"a\": \"b\"}]", 1000))}}]}""");
        Assert.Equal(Allocated(few), Allocated(many));
        Assert.InRange(Allocated(few), 1, 600);

        static long Allocated(byte[] line)
        {
            FaultOf(line);
            var before = GC.GetAllocatedBytesForCurrentThread();
            FaultOf(line);
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
    }

    [Theory]
    [InlineData("""{"b":1,"b":2}]}""", JsonFaultCode.DuplicateKey)]
    [InlineData("""{"c":"\ud83d"}]}""", JsonFaultCode.LoneSurrogate)]
    [InlineData("""{"\ud83d":0}]}""", JsonFaultCode.LoneSurrogate)]
    [InlineData("""["\u12"]]}""", JsonFaultCode.BadEscape)]
    [InlineData("""[[[[[[[[[[[[[[[[0""", JsonFaultCode.TooDeep)]
    [InlineData("]}", JsonFaultCode.UnexpectedByte)]
    [InlineData("1]]", JsonFaultCode.UnexpectedByte)]
    [InlineData("1]} 1", JsonFaultCode.TrailingBytes)]
    public void A_value_that_is_skipped_is_checked_like_any_other(string end, JsonFaultCode code)
    {
        foreach (var before in (int[])[0, 5, 40])
        {
            var text = $"{{\"a\":[{string.Concat(Enumerable.Repeat("0,", before))}{(end[0] == ']' ? "0," : "")}{end}";
            using var cursor = new JsonCursor(Encoding.UTF8.GetBytes(text));
            cursor.BeginObject();
            if (cursor.TryNextMember(out _)) cursor.SkipValue();
            Assert.False(cursor.ReadToEnd());
            Assert.Equal(code, cursor.Unsound?.Code);
            Assert.Equal(DecodeFaultCode.NotJson, cursor.Fault?.Code);
        }
    }

    [Fact]
    public void Every_truncation_of_a_sound_text_is_unsound()
    {
        var whole = """{"type":"x","a":[1.5e3,true,null,{"b":"\u00e4\\"}],"c":-0.5}"""u8.ToArray();
        for (var i = 0; i < whole.Length; i++)
            Assert.Equal(new JsonFault(JsonFaultCode.UnexpectedEnd, i), FaultOf(whole.AsMemory(0, i)));
    }

    [Fact]
    public void Random_texts_get_the_verdict_of_a_second_implementation()
    {
        string[] pieces =
        [
            "{", "}", "[", "]", ",", ":", "\"a\"", "\"\\u0061\"", "\"b\"", "\"type\"", "1", "-", "0", ".", "e", "+", "\\", "\"", " ", "\n",
            "true", "false", "null", "nul", "NaN", "\"\\ud83d\\ude00\"", "ä", "/", "\t", "12.5e-3", "\"\\n\"", "01", "//", "{\"a\":", "[1,", "}", "]",
        ];
        Gen.Int[0, pieces.Length - 1].Select(i => pieces[i]).Array[0, 14].Sample(
            parts =>
            {
                var bytes = Encoding.UTF8.GetBytes("{" + string.Concat(parts) + "}");
                Assert.Equal(SecondOpinion(bytes), FaultOf(bytes) is null);
            },
            iter: 200_000);
    }

    [Fact]
    public void Random_bytes_in_a_sound_text_get_the_verdict_of_a_second_implementation()
    {
        var whole = """{"type":"x","a":[1.5e3,true,null,{"b":"\u00e4\\ä"}],"c":-0.5,"d":{"e":"😀","\u0065f":[[]]}}"""u8.ToArray();
        Gen.Select(Gen.Int[0, whole.Length - 1], Gen.Byte, Gen.Int[0, whole.Length - 1], Gen.Byte).Sample(
            (i, a, j, b) =>
            {
                var bytes = whole.ToArray();
                (bytes[i], bytes[j]) = (a, b);
                Assert.Equal(SecondOpinion(bytes), FaultOf(bytes) is null);
            },
            iter: 100_000);
    }

    private static JsonFault? FaultOf(string text) => FaultOf(Encoding.UTF8.GetBytes(text));

    private static JsonFault? FaultOf(ReadOnlyMemory<byte> text)
    {
        using var cursor = new JsonCursor(text);
        return cursor.ReadToEnd() ? null : cursor.Unsound;
    }

    // System.Text.Json lets invalid UTF-8 and lone surrogates in strings pass until they are read.
    private static bool SecondOpinion(byte[] bytes)
    {
        var options = new JsonDocumentOptions { MaxDepth = 16, AllowDuplicateProperties = false };
        try
        {
            using var document = JsonDocument.Parse(bytes, options);
            Touch(document.RootElement);
            return Utf8.IsValid(bytes) && document.RootElement.ValueKind == JsonValueKind.Object;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return false;
        }
    }

    private static void Touch(JsonElement element)
    {
        if (element.ValueKind == JsonValueKind.String)
            element.GetString();
        if (element.ValueKind == JsonValueKind.Array)
            foreach (var item in element.EnumerateArray())
                Touch(item);
        if (element.ValueKind == JsonValueKind.Object)
            foreach (var member in element.EnumerateObject())
            {
                _ = member.Name;
                Touch(member.Value);
            }
    }
}
