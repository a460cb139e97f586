param name string =
resource nothing 'Microsoft.Storage/storageAccounts@2024-01-01' = {
  name: name
