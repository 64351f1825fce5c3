using System.Text.Json;
using P2PChain.Actors;
using P2PChain.Node.Client;

namespace P2PChain.Node.Tests.Client;

public sealed class CsvTextTests
{
    [Fact]
    public void Items_have_a_header_and_a_record_each()
    {
        Assert.Equal(
            "item,holder.key,holder.name,height,since,txid\r\n"
            + "a,02ab,Lyon office,3,2026-03-01T12:04:00Z,00ff\r\n"
            + "b,,,2,2026-03-01T12:04:00Z,00fe\r\n",
            Of("""
            {"schema":"p2pchain.items/1","items":[
              {"item":"a","holder":{"key":"02ab","name":"Lyon office"},"height":3,
               "since":"2026-03-01T12:04:00Z","txid":"00ff"},
              {"item":"b","holder":null,"height":2,"since":"2026-03-01T12:04:00Z","txid":"00fe"}],
             "total":2,"next":null,"height":3}
            """));
    }

    [Theory]
    [InlineData("a,b", "\"a,b\"")]
    [InlineData("a\"b", "\"a\"\"b\"")]
    [InlineData(" a", "\" a\"")]
    [InlineData("=1+1", "'=1+1")]
    [InlineData("+1", "'+1")]
    [InlineData("-1", "'-1")]
    [InlineData("@sum", "'@sum")]
    [InlineData("=a,b", "\"'=a,b\"")]
    [InlineData("\u001b[31mred", "?[31mred")]
    [InlineData("a\nb", "a?b")]
    [InlineData("a\tb", "a?b")]
    [InlineData("a\u202eb", "a?b")]
    [InlineData("für Anna", "für Anna")]
    public void No_text_of_another_site_breaks_a_record_or_becomes_a_formula(string note, string cell)
    {
        var move = new
        {
            schema = "p2pchain.history/1",
            item = "a",
            moves = new[] { new { txid = "00", item = "a", type = "request", note, height = 1 } },
        };
        Assert.Equal(
            $"txid,item,type,by.key,by.name,time,note,height\r\n00,a,request,,,,{cell},1\r\n",
            Of(JsonSerializer.Serialize(move)));
    }

    [Fact]
    public void A_document_without_columns_is_refused() => Assert.Equal(
        ExitCode.Usage, Assert.Throws<ClientException>(static () => Of("""{"schema":"p2pchain.other/1"}""")).ExitCode);

    private static string Of(string json) => CsvText.Of(JsonSerializer.Deserialize<JsonElement>(json));
}
