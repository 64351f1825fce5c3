using P2PChain.Actors.Net.Discovery;

namespace P2PChain.Actors.Tests.Net.Discovery;

internal sealed class AddressesInMemory(string? text = null) : IKeptAddresses
{
    public string? Text { get; private set; } = text;

    public string? Load() => Text;

    public void Save(string text) => Text = text;
}
