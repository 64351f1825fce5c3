using P2PChain.Core.Json;
using P2PChain.Core.Tests.Wire;
using P2PChain.Core.Wire;

namespace P2PChain.Core.Tests.Json;

public sealed class DecodeFaultTests
{
    [Theory]
    [InlineData(DecodeFaultCode.TooLarge, "", "5000", 4096, "5000 bytes, 4096 at most")]
    [InlineData(DecodeFaultCode.WrongKind, "network", "Integer", 0, "network may not be a number")]
    [InlineData(DecodeFaultCode.OutOfRange, "port", "70000", 65_535, "port is out of range: 70000, limit 65535")]
    [InlineData(DecodeFaultCode.TooLong, "note", "", 200, "note is too long, limit 200")]
    [InlineData(DecodeFaultCode.TooMany, "features", "", 64, "features has too many items, limit 64")]
    [InlineData(DecodeFaultCode.MissingMember, "payload", "", 0, "payload is missing")]
    [InlineData(DecodeFaultCode.UnknownMember, "extra", "", 0, "extra does not belong there")]
    [InlineData(DecodeFaultCode.Malformed, "node", "xyz", 0, "node is malformed: 'xyz'")]
    [InlineData(DecodeFaultCode.WrongHash, "hash", "00ab", 0, "its hash is not that of its header: 00ab")]
    public void A_fault_is_a_phrase_for_people(DecodeFaultCode code, string member, string value, long limit, string phrase) =>
        Assert.Equal(phrase, new DecodeFault(code, member, value, limit).ToString());

    [Fact]
    public void What_is_no_JSON_is_told_with_the_place_and_without_the_decoder_s_names()
    {
        Assert.Equal(
            "not JSON: it ends too early at byte 12",
            DecodeFault.Of(new JsonFault(JsonFaultCode.UnexpectedEnd, 12)).ToString());
        foreach (var code in Enum.GetValues<JsonFaultCode>())
        {
            var phrase = DecodeFault.Of(new JsonFault(code, 1)).ToString();
            Assert.StartsWith("not JSON: ", phrase, StringComparison.Ordinal);
            Assert.DoesNotContain(code.ToString(), phrase, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("{\"type\": \"ping\", \"payload\": [}")]
    [InlineData("{\"type\": \"ping\", \"payload\": \"\"}")]
    [InlineData("{\"type\": \"get_blocks\", \"payload\": {\"id\": -1, \"hashes\": []}}")]
    public void No_name_of_the_decoder_reaches_a_person(string line)
    {
        var phrase = Assert.IsType<Decoded.Refused>(Samples.Decode(line)).Fault.ToString();
        foreach (var name in Enum.GetNames<DecodeFaultCode>().Concat(Enum.GetNames<JsonFaultCode>()))
            Assert.DoesNotContain(name, phrase, StringComparison.Ordinal);
    }
}
