using System.Globalization;
using System.Text;
using CsCheck;
using P2PChain.Core.Json;
using P2PChain.Testing.Oracle;

namespace P2PChain.Core.Tests.Json;

/// <summary>
/// Rule J1 against the oracle, which writes letter by letter what Python writes, as the vectors show of both.
/// </summary>
public sealed class CanonicalJsonProperties
{
    private static readonly Gen<string> Text =
        Gen.OneOf(Gen.Char['\0', '\u00ff'], Gen.Char['\u0000', '\ud7ff']).Array[0, 40].Select(
            letters => new string(letters));

    private static readonly Gen<string> Smiles = Gen.Int[0, 40].Select(
        count => string.Concat(Enumerable.Repeat("😀\u007f\"\\", count)));

    [Fact]
    public void Any_text_is_written_as_the_oracle_writes_it_and_reads_back() => Gen.OneOf(Text, Smiles).Sample(text =>
    {
        var written = new CanonicalJson().String(text).ToString();
        Assert.Equal(OracleJson.Write(text), written);
        Assert.Equal(text, OracleJson.Read(written));
        Assert.All(written, letter => Assert.InRange(letter, ' ', '~'));
    }, iter: 2_000);

    [Fact]
    public void Any_timestamp_is_written_as_the_oracle_writes_it_and_reads_back_to_the_bit() =>
        Gen.OneOf(Gen.Double[0.001, 8_589_934_592.0], Gen.Long[1, 8_589_934_591_999].Select(ms => ms / 1000.0), Gen.Long[1, 8_589_934_592].Select(s => (double)s)).Sample(
            seconds =>
            {
                var written = new CanonicalJson().Number(seconds).ToString();
                Assert.Equal(OracleJson.NumberText(seconds), written);
                Assert.Equal(
                    BitConverter.DoubleToUInt64Bits(seconds),
                    BitConverter.DoubleToUInt64Bits(double.Parse(written, CultureInfo.InvariantCulture)));
                Assert.Contains('.', written);
            }, iter: 2_000);

    [Fact]
    public void Any_members_in_order_are_written_as_the_oracle_writes_them() =>
        Gen.Select(Text.Where(name => name.Length > 0), Gen.Long).Array[0, 12].Sample(pairs =>
        {
            var members = new SortedDictionary<string, object?>(StringComparer.Ordinal);
            foreach (var (name, value) in pairs) members[name] = new System.Numerics.BigInteger(value);
            var json = new CanonicalJson().BeginObject();
            foreach (var (name, value) in members) json.Member(name, (long)(System.Numerics.BigInteger)value!);
            Assert.Equal(OracleJson.Write(members), Encoding.ASCII.GetString(json.EndObject().ToArray()));
        }, iter: 2_000);
}
