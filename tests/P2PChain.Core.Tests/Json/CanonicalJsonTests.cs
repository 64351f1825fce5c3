using System.Globalization;
using System.Text;
using P2PChain.Core.Json;

namespace P2PChain.Core.Tests.Json;

public sealed class CanonicalJsonTests
{
    [Fact] // rule J1
    public void Numbers_are_written_as_Python_writes_them()
    {
        var vectors = Vector.Lines("number-text.ndjson");
        Assert.True(vectors.Count > 100);
        foreach (var vector in vectors)
        {
            var bits = ulong.Parse(
                vector.GetProperty("bits").GetString()!, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            var text = new CanonicalJson().Number(BitConverter.UInt64BitsToDouble(bits)).ToString();
            Assert.Equal(vector.GetProperty("text").GetString(), text);
        }
    }

    [Fact] // rule J1
    public void Strings_are_written_as_Python_writes_them()
    {
        var vectors = Vector.Lines("string-text.ndjson");
        Assert.True(vectors.Count >= 9);
        foreach (var vector in vectors)
        {
            var value = Encoding.UTF8.GetString(Convert.FromHexString(vector.GetProperty("utf8_hex").GetString()!));
            Assert.Equal(vector.GetProperty("text").GetString(), new CanonicalJson().String(value).ToString());
        }
    }

    [Fact]
    public void Objects_and_lists_have_a_space_after_each_separator()
    {
        var json = new CanonicalJson().BeginObject()
            .Member("a", 1).Name("b").BeginArray().Integer(-2).Null().BeginArray().EndArray().EndArray().Member("c", "x").EndObject();
        Assert.Equal("""{"a": 1, "b": [-2, null, []], "c": "x"}""", json.ToString());
    }

    [Theory]
    [InlineData("b", "a")]
    [InlineData("a", "a")]
    public void A_member_out_of_order_is_a_bug_that_throws(string first, string second) =>
        Assert.Throws<InvalidOperationException>(
            () => new CanonicalJson().BeginObject().Member(first, 1).Member(second, 2));

    [Fact]
    public void Infinity_has_no_text() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new CanonicalJson().Number(double.PositiveInfinity));
}
