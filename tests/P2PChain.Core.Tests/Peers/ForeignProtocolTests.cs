using System.Text;
using P2PChain.Core.Peers;

namespace P2PChain.Core.Tests.Peers;

public sealed class ForeignProtocolTests
{
    [Theory]
    [InlineData("HTTP/1.1 400 Bad Request", "that is a web server, not a node")]
    [InlineData("GET / HTTP/1.1", "that is a web browser, not a node")]
    [InlineData("PRI * HTTP/2.0", "that is a web browser, not a node")]
    [InlineData("\u0015\u0003\u0001\0\u0002\u0002F", "that is a TLS server, not a node")]
    [InlineData("\u0016\u0003\u0001\u0002\0\u0001", "that is a TLS client, not a node")]
    [InlineData("SSH-2.0-OpenSSH_9.2p1", "that is SSH, not a node")]
    [InlineData("220 mail.example ESMTP Postfix", "that is a mail server, not a node")]
    [InlineData("220-FTP ready", "that is an FTP server, not a node")]
    [InlineData("220 ready", "that is a mail or FTP server, not a node")]
    [InlineData("-ERR unknown command", "that is no node of this network's protocol")]
    [InlineData("\u00e9\0\0\u0003", "that is no node of this network's protocol")]
    [InlineData("[1, 2]", "that is no node of this network's protocol")]
    [InlineData("  hello", "that is no node of this network's protocol")]
    public void What_is_no_object_is_no_node_and_is_named_where_it_is_known(string first, string phrase) =>
        Assert.Equal(phrase, ForeignProtocol.Find(Encoding.Latin1.GetBytes(first))!.ToString());

    [Theory]
    [InlineData("")]
    [InlineData("   \r")]
    [InlineData("{")]
    [InlineData("  {\"type\": \"ping\"")]
    public void What_may_become_a_line_of_ours_is_no_fault(string first) => Assert.Null(
        ForeignProtocol.Find(Encoding.Latin1.GetBytes(first)));
}
