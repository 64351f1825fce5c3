using System.Net;
using P2PChain.Core.Primitives;

namespace P2PChain.Core.Tests.Dialling;

internal static class AddressBookExtensions
{
    public static IPAddress Ip(this HostPort address) => IPAddress.Parse(address.Host);
}
